import { existsSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { StrategyFailure, type PythonRequest } from '@arbiter/engine/strategy/strategy-services';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PythonRunner, PythonSupport } from '../../ports/python-runner.js';
import { openPython } from './open-python.js';

const options = { command: 'python3', memoryMb: 512, timeoutMs: 10_000, libraries: [], isolation: 'full' as const, processes: 0 };
const python: PythonRunner = openPython({ ...options, processes: 3 });
const support: PythonSupport = await python.support();
const isolated = support.available && support.isolation.calls;

const request = (code: string, more: Partial<PythonRequest> = {}): PythonRequest => ({ codeId: 'test', code, inputs: {}, outputs: ['result'], libraries: [], timeoutMs: 3000, memoryMb: 128, ...more });
const run = (code: string, more: Partial<PythonRequest> = {}) => python.run('project', request(code, more));
const failure = async (promise: Promise<unknown>): Promise<StrategyFailure> => {
  const outcome = await promise.then((value) => ({ value }), (error: unknown) => error);
  if (!(outcome instanceof StrategyFailure)) throw new Error(`expected a failure, but got ${JSON.stringify(outcome)}`);
  return outcome;
};
afterAll(() => python.close());

it('says what is missing where there is no Python', async () => {
  const none = openPython({ ...options, command: '/nowhere/python3' });
  const { code, message } = await failure(none.run('project', request('result = 1')));
  expect(code).toBe('python-missing');
  expect(message).toMatch(/\/nowhere\/python3.*Install Python/);
  expect(await none.support()).toMatchObject({ available: false });
  await none.close();
});

describe.runIf(isolated)('Python', () => {
  it('reads inputs and gives outputs', async () => {
    const code = 'import math\nfrom datetime import date\nresult = {"root": math.sqrt(x), "names": sorted(names), "day": date.fromisoformat(day).replace(day=1)}\nother = None';
    expect(await run(code, { inputs: { x: 9, names: ['b', 'a'], day: '2026-05-17' }, outputs: ['result', 'other'] })).toEqual({ result: { root: 3, names: ['a', 'b'], day: '2026-05-01' }, other: null });
  });

  it('tells type, message and line of an exception, and an output without a value', async () => {
    expect(await failure(run('a = 1\nresult = a / x', { inputs: { x: 0 } }))).toMatchObject({ code: 'python-error', message: 'The Python code failed in line 2: ZeroDivisionError: division by zero', details: { line: 2 } });
    expect(await failure(run('other = 1'))).toMatchObject({ code: 'python-error', message: expect.stringContaining('output "result"') as string });
    expect(await failure(run('result = float("nan")'))).toMatchObject({ code: 'python-error' });
    expect(await failure(run('result = = 1'))).toMatchObject({ code: 'python-error', message: expect.stringContaining('line 1: SyntaxError') as string });
  });

  it('keeps nothing from one row to the next', async () => {
    const code = 'result = globals().get("kept", 0) + 1\nkept = result';
    expect(await Promise.all([run(code), run(code), run(code)])).toEqual([{ result: 1 }, { result: 1 }, { result: 1 }]);
  });

  it('finds faults before anything runs', async () => {
    expect(await python.check({ code: 'import math\nresult = math.pi', outputs: ['result'], libraries: [] })).toEqual([]);
    expect(await python.check({ code: 'x = 1\nif x\n  y = 2', outputs: [], libraries: [] })).toMatchObject([{ path: '/code', code: 'python-syntax', message: expect.stringContaining('Line 2') as string }]);
    expect(await python.check({ code: 'import os\nx = 1', outputs: ['result'], libraries: [] })).toMatchObject([{ code: 'python-output' }, { code: 'python-import', message: expect.stringContaining('Line 1') as string }]);
    expect(await python.check({ code: 'pass', outputs: [], libraries: ['requests'] })).toMatchObject([{ path: '/libraries' }]);
    expect(await python.check({ code: `x = ${'('.repeat(100_000)}`, outputs: [], libraries: [] })).toMatchObject([{ code: 'python-syntax' }]);
  });

  it('crosses with many rows at once', async () => {
    const code = 'result = [a * 2 + b, "approve" if a > 500 else "decline"]';
    const started = performance.now();
    const rounds = 20;
    for (let round = 0; round < rounds; round += 1) {
      const answers = await Promise.all(Array.from({ length: 1000 }, (_, a) => run(code, { inputs: { a, b: round } })));
      expect(answers[700]).toEqual({ result: [1400 + round, 'approve'] });
    }
    console.info(`Python, crossings of 1,000 rows: ${Math.round((rounds * 1000) / ((performance.now() - started) / 1000))} rows/s`);
    expect(python.processIds().length).toBeLessThanOrEqual(3);
  });

  it('fails the row that hangs and answers the others', async () => {
    const code = 'while x == 7: pass\nresult = x';
    const answers = await Promise.allSettled(Array.from({ length: 20 }, (_, x) => run(code, { inputs: { x }, timeoutMs: 400 })));
    expect(answers.map(({ status }) => status)).toEqual(Array.from({ length: 20 }, (_, x) => (x === 7 ? 'rejected' : 'fulfilled')));
    expect((answers[7] as PromiseRejectedResult).reason).toMatchObject({ code: 'python-timeout' });
  });

  it('gives code of different projects different processes, and no more than allowed', async () => {
    const code = 'import math\nresult = getattr(math, "mark", 0)\nmath.mark = 1';
    expect(await python.run('a', request(code))).toEqual({ result: 0 });
    expect(await python.run('b', request(code))).toEqual({ result: 0 });
    const many = await Promise.all(Array.from({ length: 8 }, (_, k) => python.run(`p${k}`, request(`result = ${k}`))));
    expect(many.map(({ result }) => result)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(python.processIds().length).toBeLessThanOrEqual(3);
  });

  it('stops waiting when the caller gives up', async () => {
    const controller = new AbortController();
    const slow = run('while True: pass', { timeoutMs: 600 });
    const next = python.run('project', request('while True: pass', { timeoutMs: 600 }), controller.signal);
    controller.abort(new Error('given up'));
    const outcomes = await Promise.allSettled([slow, next]);
    expect(outcomes).toMatchObject([{ reason: { code: 'python-timeout' } }, { reason: { message: 'given up' } }]);
  });

  it('leaves no process behind', async () => {
    const own = openPython(options);
    await own.run('project', request('result = 1'));
    const [id] = own.processIds();
    await own.close();
    await expect.poll(() => existsSync(`/proc/${id}`) && process.kill(id!, 0)).toBeFalsy();
  });
});

/** Ways out of Python's own fences to a module of the interpreter. */
const escape = 'module = [c for c in ().__class__.__base__.__subclasses__() if c.__name__ == "BuiltinImporter"][0]\nload = module.load_module\nposix = load("posix")\n';

describe.runIf(isolated)('hostile Python', () => {
  let port = 0;
  let connected = 0;
  const server = createServer((socket) => { connected += 1; socket.destroy(); });
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = (server.address() as AddressInfo).port;
  });
  afterAll(() => void server.close());

  const attacks: [name: string, code: string, expected: RegExp][] = [
    ['reads a file', 'result = open("/etc/passwd").read()', /NameError/],
    ['reads a file by the system call', `${escape}result = posix.read(posix.open("/etc/passwd", 0), 100).decode()`, /PermissionError/],
    ['writes a file', `${escape}result = posix.open("/tmp/arbiter-attack", posix.O_CREAT | posix.O_WRONLY)`, /PermissionError/],
    ['imports os', 'import os\nresult = 1', /ImportError.*not allowed/],
    ['imports socket', '__import__("socket")\nresult = 1', /ImportError.*not allowed/],
    ['imports through a module', 'import statistics\nresult = statistics.sys.modules["os"].listdir("/")', /PermissionError|AttributeError|KeyError/],
    ['forks', `${escape}result = posix.fork()`, /PermissionError|BlockingIOError/],
    ['forks for ever', `${escape}while True:\n  posix.fork()`, /PermissionError|BlockingIOError/],
    ['executes a program', `${escape}posix.execv("/bin/sh", ["sh"])`, /PermissionError/],
    ['loops for ever', 'while True: pass', /python-timeout/],
    ['loops for ever and catches everything', 'while True:\n  try:\n    while True: pass\n  except BaseException: pass', /python-timeout/],
    ['takes 10 GB', 'result = len(bytearray(10 * 2**30))', /python-memory/],
    ['takes memory bit by bit', 'parts = []\nwhile True: parts.append(bytearray(2**20))', /python-memory/],
    ['kills its parent', `${escape}posix.kill(posix.getppid(), 9)\nresult = 1`, /PermissionError/],
    ['kills everything', `${escape}posix.kill(-1, 9)\nresult = 1`, /PermissionError/],
    ['leaves', 'import sys', /ImportError/],
    ['raises SystemExit', 'raise SystemExit(0)', /SystemExit/],
    ['ends the process', `${escape}posix._exit(0)`, /ended with code 0/],
    ['writes garbage to the answers', `${escape}posix.write(4, b"garbage and more garbage")\nwhile True: pass`, /python-/],
    ['closes the pipes', `${escape}posix.close(3)\nposix.close(4)\nresult = 1`, /python-/],
    ['recurses for ever', 'def f(n): return f(n + 1)\nresult = f(0)', /RecursionError/],
    ['nests a value without end', 'result = []\nfor i in range(100000): result = [result]', /RecursionError/],
    ['makes a cycle', 'result = []\nresult.append(result)', /ValueError/],
    ['makes a socket', `${escape}s = load("_socket")\nresult = 1`, /ImportError|PermissionError/],
    ['changes the uid', `${escape}posix.setuid(0)\nresult = 1`, /PermissionError/],
    ['raises its limits', 'import json\nresult = json.codecs.builtins.open("/proc/self/limits").read()', /PermissionError/],
    ['breaks the next answer', 'import json\nresult = Evil = type("E", (dict,), {"__iter__": None})()\nraise type("X", (BaseException,), {"__str__": lambda self: 1 / 0})', /python-error/],
    ['answers a giant', 'result = "x" * (100 * 2**20)', /python-memory/],
  ];
  it.each(attacks)('that %s is stopped', async (_, code, expected) => {
    const { code: kind, message } = await failure(run(code, { timeoutMs: 1500 }));
    expect(`${kind} ${message}`).toMatch(expected);
    // The next row is served as if nothing had been.
    expect(await run('result = 1 + 1')).toEqual({ result: 2 });
  });

  it('that runs a command gets the status of one that could not be started', async () => {
    expect(await run(`${escape}result = posix.system("true")`)).toEqual({ result: 127 << 8 });
  });

  it('that reads its environment finds nothing', async () => {
    expect(await run(`${escape}result = len(posix.environ)`)).toEqual({ result: 0 });
    const { message } = await failure(run(`${escape}result = posix.open("/proc/" + str(posix.getppid()) + "/environ", 0)`));
    expect(message).toMatch(/PermissionError/);
  });

  it('that calls C finds every door shut', async () => {
    const raw = 'import json\nm = json.codecs.builtins.__dict__["__import__"]\nctypes = m("ctypes")\nresult = ctypes.CDLL(None).socket(2, 1, 0)';
    const outcome = await run(raw).catch((error: StrategyFailure) => error.message);
    expect(JSON.stringify(outcome)).toMatch(/-1|Error/);
    expect(connected).toBe(0);
    expect(port).toBeGreaterThan(0);
  });

  it('that prints disturbs nobody', async () => {
    expect(await run('print("garbage" * 10000)\nresult = 1')).toEqual({ result: 1 });
  });
});
