import assert from "node:assert/strict";
import { deploy, invoke, logged, startCloud, zip, type TestCloud } from "../lambda/cloud";
import { pythonClients } from "./python-clients";

/** Bytes that are no message, and messages of no known kind, in the channel of the function's runtime. */
const WRITER = `
import json, os, struct, time
def frame(message):
    content = json.dumps(message).encode()
    return struct.pack(">I", len(content)) + content
def lambda_handler(event, context):
    os.write(4, eval(event["bytes"]))
    time.sleep(2)`;

const forged = [
  'frame({"kind": "logs", "lines": [None]})',
  'frame({"kind": "error", "error": {"errorType": "a", "errorMessage": "b", "stackTrace": 1}, "memoryBytes": 1})',
  "frame(None)",
  'b"\\0\\0\\0\\4nope"',
  'b"\\x7f\\xff\\xff\\xff"',
];

describe("A function in Python", () => {
  let cloud: TestCloud;

  before(async function () {
    cloud = await startCloud({ searchPath: await pythonClients(this) });
  });
  after(async () => {
    await (cloud as TestCloud | undefined)?.stop();
  });

  const python = (name: string, source: string, more: Parameters<typeof deploy>[3] = {}) =>
    deploy(cloud, name, "", {
      Runtime: "python3.11",
      Handler: "lambda_function.lambda_handler",
      Code: { ZipFile: zip({ "lambda_function.py": source, "own/api.py": source }) },
      // A busy machine may need long to start it.
      Timeout: 60,
      ...more,
    });

  it("keeps its state between invocations, and reaches the cloud by boto3 under its role", async () => {
    const source = `
import boto3
sts = boto3.client("sts")
count = 0
def lambda_handler(event, context):
    global count
    count += 1
    return {"count": count, "event": event, "arn": sts.get_caller_identity()["Arn"]}`;
    await python("state", source);
    await invoke(cloud, "state", { n: 1 });
    assert.deepEqual(await invoke(cloud, "state", { n: [2, "é", null] }), {
      error: undefined,
      value: {
        count: 2,
        event: { n: [2, "é", null] },
        arn: "arn:aws:sts::000000000000:assumed-role/open/state",
      },
    });
  });

  it("is logged line by line between START, END and REPORT; a record of logging is one event", async () => {
    const source = `
import logging, os, sys
def lambda_handler(event, context):
    print("a", 1, "\\nb")
    logging.info("below the level")
    logging.warning("two\\nlines")
    os.system("echo from a process")
    print("e", file=sys.stderr)
    sys.stdout.write("no end")`;
    await python("logs", source);
    await invoke(cloud, "logs");
    const lines = (await logged(cloud, "logs")).filter((line) => !line.startsWith("WARNING There"));
    const sorted = lines.filter((line) => line !== "from a process\n");
    assert.equal(sorted.length, lines.length - 1);
    assert.match(sorted[0] ?? "", /^INIT_START Runtime Version: python3\.11\n$/);
    assert.match(sorted[1] ?? "", /^START RequestId: [0-9a-f-]{36} Version: \$LATEST\n$/);
    assert.deepEqual(sorted.slice(2, 4), ["a 1 \n", "b\n"]);
    assert.match(sorted[4] ?? "", /^\[WARNING\]\t\d{4}-.*Z\t[0-9a-f-]{36}\ttwo\nlines\n$/);
    assert.deepEqual(sorted.slice(5, 7), ["e\n", "no end"]);
    assert.match(sorted[7] ?? "", /^END RequestId: /);
    assert.match(sorted[8] ?? "", /^REPORT RequestId: .*\tMax Memory Used: [1-9]\d* MB\tInit Dur/);
  });

  it("logs JSON where it is configured so, from the level that is asked for", async () => {
    const source = `
import logging
def lambda_handler(event, context):
    logging.info("quiet")
    logging.warning("shown %d", 1, extra={"order": 7})
    raise ValueError("as asked")`;
    const LoggingConfig = { LogFormat: "JSON", ApplicationLogLevel: "WARN" } as const;
    await python("json-logs", source, { LoggingConfig });
    await invoke(cloud, "json-logs");
    const lines = (await logged(cloud, "json-logs", '{ $.requestId = "*" }')).map(
      (line) => JSON.parse(line) as Record<string, unknown>,
    );
    assert.deepEqual(
      lines.map(({ level, message, order, errorType }) => ({ level, message, order, errorType })),
      [
        { level: "WARNING", message: "shown 1", order: 7, errorType: undefined },
        { level: undefined, message: undefined, order: undefined, errorType: "ValueError" },
      ],
    );
  });

  it("is told of its invocation by its context, and of itself by its environment alone", async () => {
    process.env.SECRET_OF_THE_HOST = "s3cret";
    const source = `
import os, sys
def lambda_handler(event, context):
    told = "aws_request_id function_name function_version memory_limit_in_mb invoked_function_arn"
    return {"context": [getattr(context, name) for name in told.split()],
            "left": context.get_remaining_time_in_millis(), "home": os.path.expanduser("~"),
            "stream": context.log_stream_name == os.environ["AWS_LAMBDA_LOG_STREAM_NAME"],
            "host": [n for n in os.environ if "SECRET_OF" in n], "argv": len(sys.argv),
            "table": os.environ["TABLE"], "folder": os.getcwd() == os.environ["LAMBDA_TASK_ROOT"]}`;
    await python("context", source, { Environment: { Variables: { TABLE: "t" } } });
    const { value } = await invoke(cloud, "context");
    delete process.env.SECRET_OF_THE_HOST;
    const { context, left, ...rest } = value;
    assert.deepEqual((context as string[]).slice(1), [
      "context",
      "$LATEST",
      "256",
      "arn:aws:lambda:us-east-1:000000000000:function:context",
    ]);
    assert.ok(Number(left) > 0 && Number(left) <= 60_000, String(left));
    const own = { stream: true, host: [], argv: 1, table: "t", folder: true };
    assert.deepEqual(rest, { home: "/home/sbx_user1051", ...own });
  });

  it("fails with the error that it raises, and where", async () => {
    await python("raises", 'def lambda_handler(event, context):\n    return event["path"]\n');
    const { error, value } = await invoke(cloud, "raises");
    const { stackTrace, requestId, ...rest } = value;
    assert.equal(error, "Unhandled");
    assert.deepEqual(rest, { errorMessage: "'path'", errorType: "KeyError" });
    assert.match(String(requestId), /^[0-9a-f-]{36}$/);
    const [frame = "", ...others] = stackTrace as string[];
    assert.match(
      frame,
      /^ {2}File ".*lambda_function\.py", line 2, in lambda_handler\n {4}return event\["path"\]\n/,
    );
    assert.deepEqual(others, []);
    const [line = ""] = await logged(cloud, "raises", '"[ERROR]"');
    assert.ok(
      line.startsWith("[ERROR] KeyError: 'path'\nTraceback (most recent call last):\n  File"),
    );
  });

  const wrong = [
    [
      "Runtime.ImportModuleError",
      "import pandas",
      /^Unable to import module 'lambda_function': No /,
    ],
    ["Runtime.HandlerNotFound", "x = 1", /^Handler 'lambda_handler' missing on module 'lambda_fu/],
    ["Runtime.UserCodeSyntaxError", "def lambda_handler(:", /^Syntax error in module 'lambda_func/],
    ["ZeroDivisionError", "1 / 0", /^division by zero$/],
    ["Runtime.ExitError", "import sys; sys.exit(3)", /exit status 3$/],
  ] as const;
  for (const [type, source, message] of wrong) {
    it(`that cannot be loaded fails with ${type}: ${source}`, async () => {
      await python(type.replace(".", "-"), source);
      const { value } = await invoke(cloud, type.replace(".", "-"));
      assert.equal(value.errorType, type);
      assert.match(String(value.errorMessage), message);
    });
  }

  it("has its handler in any module of its package", async () => {
    const source = "def get(event, context):\n    return __name__";
    for (const [index, Handler] of ["own.api.get", "own/api.get"].entries()) {
      await python(`module-${index}`, source, { Handler });
      assert.equal((await invoke(cloud, `module-${index}`)).value, "own.api");
    }
  });

  it("finds its layers' modules, after its own and before what the runtime brings", async () => {
    const { LayerVersionArn = "" } = await cloud.client.call("lambda", "PublishLayerVersion", {
      LayerName: "modules",
      Content: {
        ZipFile: zip({
          "python/shared.py": 'name = "of the layer"',
          "python/six.py": 'name = "of the layer"',
          "python/own/api.py": "",
          "python/lib/python3.11/site-packages/installed.py": 'name = "of its version"',
        }),
      },
    });
    const source = `
import installed, own.api, shared, six
def lambda_handler(event, context):
    return [module.name for module in (shared, six, installed)] + [hasattr(own.api, "six")]`;
    await python("layered", source, { Layers: [LayerVersionArn] });
    const { value } = await invoke(cloud, "layered");
    assert.deepEqual(value, ["of the layer", "of the layer", "of its version", true]);
  });

  it("answers what JSON can hold, a Decimal as a number to its last digit", async () => {
    const source = `
import datetime, decimal
def lambda_handler(event, context):
    return datetime.datetime.now() if event else {"price": [decimal.Decimal("12345678901234567.10")]}`;
    await python("answers", source);
    const answer = await cloud.client.call("lambda", "Invoke", { FunctionName: "answers" });
    const text = Buffer.from(answer.Payload ?? []).toString();
    assert.equal(text, '{"price": [12345678901234567.10]}');
    const { value } = await invoke(cloud, "answers", { n: 1 });
    assert.equal(value.errorType, "Runtime.MarshalError");
    const told = "Unable to marshal response: Object of type datetime is not JSON serializable";
    assert.equal(value.errorMessage, told);
  });

  it("ends at its memory size, bit by bit and at once", async () => {
    const source = `
def lambda_handler(event, context):
    if event:
        return len("a" * 10**11)
    held = []
    while True:
        held.append("a" * 10**6)`;
    await python("eats", source);
    for (const event of [{}, { atOnce: true }]) {
      assert.equal((await invoke(cloud, "eats", event)).value.errorType, "Runtime.OutOfMemory");
    }
  });

  it("ends at its timeout, even in a loop that never yields; then starts anew", async () => {
    const source = `
def lambda_handler(event, context):
    print("began")
    while event:
        pass
    return "well"`;
    await python("spins", source, { Timeout: 3 });
    assert.equal((await invoke(cloud, "spins", { n: 1 })).value.errorType, "Sandbox.Timedout");
    assert.deepEqual(await logged(cloud, "spins", "began"), ["began\n"]);
    assert.equal((await invoke(cloud, "spins")).value, "well");
  });

  it("can print without end, which is cut into events", async () => {
    const source = `
def lambda_handler(event, context):
    while True:
        print("x" * 10**6, end="")`;
    await python("prints", source, { Timeout: 2 });
    assert.equal((await invoke(cloud, "prints")).value.errorType, "Sandbox.Timedout");
    const lengths = (await logged(cloud, "prints")).map((line) => line.length);
    assert.ok(Math.max(...lengths) <= 1024 * 1024 + 1, String(Math.max(...lengths)));
  });

  it("may start processes, whose output is logged and who do not speak for it", async () => {
    const source = `
import multiprocessing, os
def work():
    print("from a child")
def lambda_handler(event, context):
    child = multiprocessing.get_context("fork").Process(target=work)
    child.start()
    child.join()
    return child.exitcode`;
    await python("forks", source);
    assert.equal((await invoke(cloud, "forks")).value, 0);
    assert.deepEqual(await logged(cloud, "forks", '"from a child"'), ["from a child\n"]);
  });

  it("fails alone when it writes into its runtime's channel", async () => {
    await python("writes", WRITER);
    for (const bytes of forged) {
      const { value } = await invoke(cloud, "writes", { bytes });
      assert.equal(value.errorType, "Runtime.ExitError", bytes);
      assert.match(String(value.errorMessage), /wrote into its runtime's channel/, bytes);
    }
  });

  it("runs with another Python 3 where there is none of its version, which its log names", async () => {
    const noted: string[] = [];
    // The one that is here is of one of them at most.
    for (const Runtime of ["python3.13", "python3.14"] as const) {
      const name = Runtime.replace(".", "-");
      await python(name, "def lambda_handler(event, context): return 1", { Runtime });
      assert.equal((await invoke(cloud, name)).value, 1);
      noted.push(...(await logged(cloud, name, '"WARNING There"')));
    }
    assert.match(
      noted.join(""),
      /There is no python3\.1[34] with boto3 .*: this function runs with Python 3\./,
    );
  });
});

describe("A function in Python, where this machine has none", () => {
  it("is refused with what to install", async () => {
    const cloud = await startCloud({ searchPath: "/nonexistent" });
    try {
      const created = deploy(cloud, "none", "", { Runtime: "python3.12" });
      await assert.rejects(created, {
        name: "InvalidParameterValueException",
        message:
          /found no Python 3\. Install Python 3\.12, then "python3\.12 -m pip install boto3"; or /,
      });
    } finally {
      await cloud.stop();
    }
  });
});
