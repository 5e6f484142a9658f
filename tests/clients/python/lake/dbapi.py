"""PyAthena: its cursors, parameters, and SQLAlchemy's dialect."""

import datetime
import decimal
import logging
import warnings

import boto3
import pyathena
import sqlalchemy
from pyathena.async_cursor import AsyncCursor
from pyathena.cursor import DictCursor
from pyathena.pandas.cursor import PandasCursor

STAGING = "s3://dbapi/results/"


def connect(**more):
    return pyathena.connect(
        s3_staging_dir=STAGING,
        region_name="us-east-1",
        schema_name="shop",
        poll_interval=0.1,
        **more,
    )


def run_all(*statements):
    with connect() as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def tables():
    run_all(
        "CREATE DATABASE IF NOT EXISTS shop",
        """CREATE EXTERNAL TABLE IF NOT EXISTS shop.sales (
             id int COMMENT 'the key', amount double, price decimal(10,2), note string,
             sold date, sold_at timestamp, tags array<string>)
           PARTITIONED BY (region string)
           ROW FORMAT SERDE 'org.apache.hadoop.hive.ql.io.parquet.serde.ParquetHiveSerDe'
           STORED AS PARQUET LOCATION 's3://dbapi/sales/'""",
        """INSERT INTO sales SELECT 1, 9.5e0, DECIMAL '1.50', 'a, "b"', DATE '2024-01-15',
             TIMESTAMP '2024-01-15 10:30:00.123', ARRAY['x', 'y'], 'eu'""",
        "INSERT INTO sales (id, region) VALUES (2, 'us'), (3, 'us')",
    )
    with connect() as connection, connection.cursor() as cursor:
        partitions = cursor.execute("SHOW PARTITIONS sales").fetchall()
        columns = cursor.execute("DESCRIBE sales").fetchall()
        assert len(columns) == 13, columns
        return ", ".join(partition for (partition,) in partitions)


def cursor():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM sales ORDER BY id")
        names = [column[0] for column in cursor.description]
        first, *others = cursor.fetchall()
        assert first[:6] == (
            1,
            9.5,
            decimal.Decimal("1.50"),
            'a, "b"',
            datetime.date(2024, 1, 15),
            datetime.datetime(2024, 1, 15, 10, 30, 0, 123000),
        ), first
        assert [row[:4] for row in others] == [(2, None, None, None), (3, None, None, None)]
        assert cursor.data_scanned_in_bytes > 0 and cursor.state == "SUCCEEDED"
        values = ", ".join(f"({n})" for n in range(1, 2501))
        many = cursor.execute(f"SELECT n FROM (VALUES {values}) AS t(n) ORDER BY n")
        assert [row[0] for row in many] == list(range(1, 2501))
        return ", ".join(names)


def parameters():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM sales WHERE note = %(note)s AND id < %(most)d",
            {"note": 'a, "b"', "most": 5},
        )
        assert cursor.fetchall() == [(1,)]
        cursor.execute(
            "SELECT id FROM sales WHERE region = ? ORDER BY id", ["'us'"], paramstyle="qmark"
        )
        assert cursor.fetchall() == [(2,), (3,)]
        cursor.execute("PREPARE by_region FROM SELECT count(*) FROM sales WHERE region = ?")
        counted = cursor.execute("EXECUTE by_region USING 'us'").fetchone()
        cursor.execute("DEALLOCATE PREPARE by_region")
        return f"{counted[0]} by a prepared statement"


def dictionaries():
    with connect(cursor_class=DictCursor) as connection, connection.cursor() as cursor:
        return cursor.execute("SELECT id, note FROM sales WHERE id = 1").fetchone()


def frames():
    sql = "SELECT id, price, sold, sold_at, note FROM sales ORDER BY id"
    told = []
    for more in ({}, {"cursor_kwargs": {"unload": True}}):
        with connect(cursor_class=PandasCursor, **more) as connection:
            frame = connection.cursor().execute(sql).as_pandas().sort_values("id")
        assert list(frame["id"]) == [1, 2, 3], frame
        assert frame["price"].iloc[0] == decimal.Decimal("1.50"), frame
        assert frame["sold_at"].iloc[0].year == 2024 and frame["note"].iloc[0] == 'a, "b"', frame
        told.append(str(frame.shape))
    return ", ".join(told)


def asynchronous():
    with connect(cursor_class=AsyncCursor) as connection, connection.cursor() as cursor:
        _query, future = cursor.execute("SELECT count(*) FROM sales")
        return f"{future.result().fetchone()[0]} rows"


def errors():
    with connect() as connection, connection.cursor() as cursor:
        for sql, told in (
            ("SELECT nope FROM sales", "COLUMN_NOT_FOUND"),
            ("SELECT * FROM nowhere", "TABLE_NOT_FOUND"),
            ("SELEC 1", "mismatched input 'SELEC'"),
        ):
            try:
                cursor.execute(sql)
                raise AssertionError(sql)
            except (pyathena.error.OperationalError, pyathena.error.DatabaseError) as error:
                assert told in str(error), error
    return "three refused"


def metadata():
    with connect() as connection, connection.cursor() as cursor:
        databases = [database.name for database in cursor.list_databases(catalog_name=None)]
        found = cursor.get_table_metadata(table_name="sales")
        names = [table.name for table in cursor.list_table_metadata()]
        assert found.location == "s3://dbapi/sales/", found
        assert [column.comment for column in found.columns][0] == "the key"
        return f"{databases} {names} {[key.name for key in found.partition_keys]}"


def alchemy():
    url = (
        "awsathena+rest://:@athena.us-east-1.amazonaws.com:443/shop"
        f"?s3_staging_dir={STAGING}&poll_interval=0.1"
    )
    engine = sqlalchemy.create_engine(url)
    with engine.connect() as connection:
        connection.execute(
            sqlalchemy.text("CREATE OR REPLACE VIEW priced AS SELECT id, price FROM sales")
        )
        sales = sqlalchemy.Table("sales", sqlalchemy.MetaData(), autoload_with=connection)
        wanted = sqlalchemy.select(sales.c.id, sales.c.amount).where(sales.c.region == "eu")
        assert connection.execute(wanted).fetchall() == [(1, 9.5)]
        inspector = sqlalchemy.inspect(connection)
        assert inspector.get_schema_names() == ["shop"]
        assert inspector.get_table_names() == ["sales"], inspector.get_table_names()
        assert inspector.get_view_names() == ["priced"]
        assert "SELECT id, price" in inspector.get_view_definition("priced")
        total = connection.execute(sqlalchemy.text("SELECT sum(price) FROM priced")).scalar()
        return f"{[column.name for column in sales.columns][:2]}, {total}"


def run():
    # What clients deprecate among themselves is no concern here.
    warnings.simplefilter("ignore")
    logging.disable()
    boto3.client("s3").create_bucket(Bucket="dbapi")
    for step in (
        tables,
        cursor,
        parameters,
        dictionaries,
        frames,
        asynchronous,
        errors,
        metadata,
        alchemy,
    ):
        print(f"{step.__name__}: {step()}", flush=True)


if __name__ == "__main__":
    run()
