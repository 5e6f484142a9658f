"""awswrangler with its defaults: datasets in S3, the catalog, and every way to read a query."""

import datetime
import decimal
import warnings

import awswrangler as wr
import boto3
import pandas as pd

DATABASE = "shop"
ROOT = "s3://wrangled/"

SALES = pd.DataFrame(
    {
        "id": pd.array([1, 2, 3, 4], dtype="Int64"),
        "amount": [9.5, 0.25, None, 7.0],
        "price": [decimal.Decimal("1.50"), decimal.Decimal("2.25"), None, decimal.Decimal("0.01")],
        "note": ["plain", 'a "quoted", text', None, "\ufeffmarked"],
        "sold": [datetime.date(2024, 1, day) for day in (15, 16, 17, 18)],
        "at": pd.to_datetime([f"2024-01-{day} 10:30:00.123" for day in (15, 16, 17, 18)]),
        "region": ["eu", "us", "eu", "us"],
    }
)


def store():
    wr.s3.to_parquet(
        SALES,
        path=f"{ROOT}sales/",
        dataset=True,
        database=DATABASE,
        table="sales",
        partition_cols=["region"],
        dtype={"price": "decimal(10,2)"},
    )
    files = wr.s3.list_objects(f"{ROOT}sales/")
    again = wr.s3.read_parquet(f"{ROOT}sales/", dataset=True)
    assert len(again) == len(SALES) and set(again["region"]) == {"eu", "us"}
    table = wr.s3.read_parquet_table(database=DATABASE, table="sales")
    assert len(table) == len(SALES)
    return f"{len(files)} files of {len(again)} rows"


def append():
    more = SALES.head(1).assign(id=pd.array([5], dtype="Int64"), region=["asia"])
    arguments = {"path": f"{ROOT}sales/", "dataset": True, "database": DATABASE, "table": "sales"}
    dtype = {"price": "decimal(10,2)"}
    wr.s3.to_parquet(more, mode="append", partition_cols=["region"], dtype=dtype, **arguments)
    fixed = SALES.head(1).assign(note=["mended"])
    wr.s3.to_parquet(
        fixed, mode="overwrite_partitions", partition_cols=["region"], dtype=dtype, **arguments
    )
    return ", ".join(sorted(read("SELECT note FROM sales WHERE region = 'eu'")["note"]))


def read(sql, s3_output=f"{ROOT}results/", **more):
    return wr.athena.read_sql_query(sql, database=DATABASE, s3_output=s3_output, **more)


ORDERED = "SELECT * FROM sales ORDER BY id"


def same(found, kind):
    """Whether a way of reading gives what was stored."""
    found = found.sort_values("id").reset_index(drop=True)
    assert list(found["id"]) == [1, 2, 3, 4], (kind, found)
    assert [None if pd.isna(note) else note for note in found["note"]] == [
        None if pd.isna(note) else note for note in SALES["note"]
    ], (kind, found)
    assert list(found["sold"]) == list(SALES["sold"]), (kind, found)
    assert list(found["price"].dropna()) == list(SALES["price"].dropna()), (kind, found)
    assert list(found["at"]) == list(SALES["at"]), (kind, found)
    assert found["amount"].sum() == 16.75, (kind, found)
    assert list(found["region"]) == list(SALES["region"]), (kind, found)
    return kind


def every_way():
    ways = {"ctas": {}, "csv": {"ctas_approach": False}}
    # UNLOAD writes into an empty place alone.
    place = {"s3_output": f"{ROOT}unloads/"}
    ways["unload"] = {"ctas_approach": False, "unload_approach": True, **place}
    told = [same(read(ORDERED, **more), kind) for kind, more in ways.items()]
    chunks = list(read(ORDERED, ctas_approach=False, chunksize=3))
    assert [len(chunk) for chunk in chunks] == [3, 1], chunks
    left = [table for table in wr.catalog.tables(database=DATABASE)["Table"]]
    assert left == ["sales"], left
    whole = wr.athena.read_sql_table("sales", database=DATABASE, s3_output=f"{ROOT}results/")
    return ", ".join([*told, f"table of {len(whole)}"])


def parameters():
    sql = "SELECT id FROM sales WHERE region = ? AND id > ?"
    for more in ({}, {"ctas_approach": False}):
        found = read(sql, params=["'us'", "2"], paramstyle="qmark", **more)
        assert list(found["id"]) == [4], found
    named = read("SELECT id FROM sales WHERE note = :note", params={"note": "plain"})
    assert list(named["id"]) == [1], named
    wr.athena.create_prepared_statement("SELECT count(*) AS n FROM sales", "counted")
    wr.athena.create_prepared_statement("SELECT count(*) + 1 AS n FROM sales", "counted")
    found = read("EXECUTE counted", ctas_approach=False)
    listed = [each["StatementName"] for each in wr.athena.list_prepared_statements()]
    wr.athena.delete_prepared_statement("counted")
    return f"{listed[0]} {found['n'][0]}"


def written():
    made = wr.athena.create_ctas_table(
        "SELECT region, count(*) AS n FROM sales GROUP BY region",
        database=DATABASE,
        ctas_table="counts",
        s3_output=f"{ROOT}counted",
        wait=True,
    )
    found = read("SELECT * FROM counts ORDER BY region")
    assert list(found["n"]) == [2, 2], found
    wr.athena.unload(
        "SELECT id, note FROM sales",
        path=f"{ROOT}unloaded/",
        database=DATABASE,
    )
    # awswrangler has Athena put the manifest there, too.
    besides = [".csv", ".metadata"]
    unloaded = wr.s3.read_parquet(f"{ROOT}unloaded/", path_ignore_suffix=besides)
    wr.catalog.delete_table_if_exists(database=DATABASE, table="counts")
    return f"{made['ctas_table']}, {len(unloaded)} rows unloaded"


def csv():
    frame = SALES[["id", "note", "amount"]]
    wr.s3.to_csv(
        frame,
        path=f"{ROOT}lines/",
        dataset=True,
        database=DATABASE,
        table="lines",
        index=False,
        sep="|",
    )
    found = read("SELECT id, amount FROM lines ORDER BY id", ctas_approach=False)
    assert list(found["id"]) == [1, 2, 3, 4], found
    assert found["amount"].sum() == 16.75, found
    wr.s3.to_json(
        SALES[["id", "amount"]],
        path=f"{ROOT}objects/",
        dataset=True,
        database=DATABASE,
        table="objects",
        orient="records",
        lines=True,
        index=False,
    )
    rows = read("SELECT id, amount FROM objects ORDER BY id", ctas_approach=False)
    assert list(rows["id"]) == [1, 2, 3, 4], rows
    return f"{len(found)} lines, {len(rows)} objects"


def catalog():
    assert wr.catalog.does_table_exist(database=DATABASE, table="sales")
    types = wr.catalog.get_table_types(database=DATABASE, table="sales")
    partitions = wr.catalog.get_parquet_partitions(
        database=DATABASE, table="sales", expression="region IN ('eu', 'asia')"
    )
    assert list(partitions.values()) == [["eu"]], partitions
    assert wr.catalog.get_table_location(DATABASE, "sales") == f"{ROOT}sales/"
    wr.catalog.upsert_table_parameters({"owner": "shop"}, database=DATABASE, table="sales")
    found = wr.catalog.get_table_parameters(database=DATABASE, table="sales")
    assert found["owner"] == "shop", found
    names = [table["Name"] for table in wr.catalog.search_tables(text="sales")]
    assert "sales" in names, names
    described = wr.catalog.table(database=DATABASE, table="sales")
    assert list(described["Partition"]) == [False] * 6 + [True], described
    assert "shop" in list(wr.catalog.databases()["Database"])
    return ", ".join(types.values())


def statements():
    more = {"database": DATABASE, "s3_output": f"{ROOT}results/"}
    told = wr.athena.describe_table("sales", **more)
    assert list(told["Partition"]) == [False] * 6 + [True], told
    text = wr.athena.show_create_table("sales", **more)
    assert "EXTERNAL TABLE" in text and "ParquetHiveSerDe" in text, text
    wr.catalog.delete_all_partitions(table="sales", database=DATABASE)
    assert len(read("SELECT id FROM sales", ctas_approach=False)) == 0
    wr.athena.repair_table("sales", **more)
    assert len(read("SELECT id FROM sales", ctas_approach=False)) == len(SALES)
    query = wr.athena.start_query_execution("SELECT 1 AS one", **more)
    waited = wr.athena.wait_query(query)
    assert waited["Status"]["State"] == "SUCCEEDED"
    assert wr.athena.get_query_columns_types(query) == {"one": "integer"}
    results = wr.athena.get_query_results(query)
    try:
        read("SELECT nothing FROM sales")
    except wr.exceptions.QueryFailed as error:
        assert "COLUMN_NOT_FOUND" in str(error), error
    return f"{int(results['one'][0])}, {waited['Statistics']['DataScannedInBytes']} bytes"


def default_bucket():
    found = wr.athena.read_sql_query("SELECT 2 AS two", database=DATABASE)
    bucket = wr.s3.list_buckets()
    assert "aws-athena-query-results-000000000000-us-east-1" in bucket, bucket
    return f"two is {found['two'][0]}"


def cleanup():
    wr.s3.delete_objects(f"{ROOT}")
    left = wr.s3.list_objects(f"{ROOT}")
    wr.catalog.delete_database(DATABASE)
    return f"{len(left)} objects left"


def run():
    # pandas deprecates what awswrangler does.
    warnings.simplefilter("ignore")
    wr.config.athena_query_wait_polling_delay = 0.1
    boto3.client("s3").create_bucket(Bucket="wrangled")
    wr.catalog.create_database(DATABASE)
    for step in (
        store,
        every_way,
        parameters,
        written,
        catalog,
        csv,
        statements,
        append,
        default_bucket,
        cleanup,
    ):
        print(f"{step.__name__}: {step()}", flush=True)


if __name__ == "__main__":
    run()
