"""Runs one piece of code of a strategy for rows that come over a pipe, in a process that can do nothing else.

Frames are four bytes of length (big endian) and JSON: requests on descriptor 3, answers on descriptor 4. The first request says what to
run; before it runs anything the process gives up files, network, other processes and its rights, in layers, and says which of them hold.
"""
import ast
import builtins
import ctypes
import json
import os
import struct
import sys
import time

REQUESTS, ANSWERS = 3, 4
# Lazy imports of these find nothing to open later, so they come now.
HIDDEN = ['_strptime', 'encodings.idna', 'unicodedata']
WITHHELD = ['open', 'input', 'breakpoint', 'exit', 'quit', 'help', 'eval', 'exec', 'compile', 'copyright', 'credits', 'license', 'memoryview']
FLUSH_SECONDS = 0.02

# read, write, close, fstat, lseek, munmap, brk, rt_sigaction, rt_sigprocmask, rt_sigreturn, readv, writev, sched_yield, mremap, madvise,
# nanosleep, getpid, exit, gettimeofday, getrusage, sigaltstack, gettid, futex, clock_gettime, clock_getres, clock_nanosleep, exit_group,
# getrandom, rseq, restart_syscall, times
ALLOWED = {
    'x86_64': (0xC000003E, [0, 1, 3, 5, 8, 11, 12, 13, 14, 15, 19, 20, 24, 25, 28, 35, 39, 60, 96, 98, 131, 186, 202, 228, 229, 230, 231, 318, 334, 219, 100], [9, 10]),
    'aarch64': (0xC00000B7, [63, 64, 57, 80, 62, 215, 214, 134, 135, 139, 65, 66, 124, 216, 233, 101, 172, 93, 169, 165, 132, 178, 98, 113, 114, 115, 94, 278, 293, 128, 153], [222, 226]),
}


def receive():
    def exactly(count):
        parts = []
        while count > 0:
            part = os.read(REQUESTS, min(count, 1 << 20))
            if not part:
                os._exit(0)
            parts.append(part)
            count -= len(part)
        return b''.join(parts)

    return json.loads(exactly(struct.unpack('>I', exactly(4))[0]))


def send(text):
    data = text.encode()
    data = struct.pack('>I', len(data)) + data
    while data:
        data = data[os.write(ANSWERS, data):]


def filter_program(machine):
    """A seccomp program (Linux, seccomp(2)): what is not listed fails with EPERM; memory can never become executable."""
    arch, plain, mapping = ALLOWED[machine]
    refuse, allow, kill = 0x00050001, 0x7FFF0000, 0x80000000
    program = [(0x20, 0, 0, 4), (0x15, 1, 0, arch), (0x06, 0, 0, kill), (0x20, 0, 0, 0)]
    # Numbers from here on are the x32 interface, whose calls are other ones.
    program += [(0x35, 0, 1, 0x40000000), (0x06, 0, 0, refuse)]
    for number in plain:
        program += [(0x15, 0, 1, number), (0x06, 0, 0, allow)]
    for number in mapping:
        program += [(0x15, 0, 4, number), (0x20, 0, 0, 32), (0x45, 0, 1, 4), (0x06, 0, 0, refuse), (0x06, 0, 0, allow)]
    return program + [(0x06, 0, 0, refuse)]


def install_filter(libc):
    machine = {'arm64': 'aarch64', 'amd64': 'x86_64'}.get(os.uname().machine, os.uname().machine)
    if sys.platform != 'linux' or machine not in ALLOWED:
        return False
    program = filter_program(machine)
    code = b''.join(struct.pack('=HBBI', *instruction) for instruction in program)
    buffer = ctypes.create_string_buffer(code, len(code))

    class Program(ctypes.Structure):
        _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]

    PR_SET_NO_NEW_PRIVS, PR_SET_SECCOMP, MODE_FILTER = 38, 22, 2
    described = Program(len(program), ctypes.cast(buffer, ctypes.c_void_p))
    return libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 and libc.prctl(PR_SET_SECCOMP, MODE_FILTER, ctypes.byref(described), 0, 0) == 0


def lock(settings):
    """Gives up everything, the hardest way last. What cannot be had is said, not hidden."""
    holds = {'uid': False, 'files': False, 'network': False, 'calls': False, 'memory': False, 'processes': False}
    try:
        libc = ctypes.CDLL(None, use_errno=True)
    except OSError:
        libc = None
    root = hasattr(os, 'geteuid') and os.geteuid() == 0
    if root and libc is not None and sys.platform == 'linux':
        CLONE_NEWNET, CLONE_NEWIPC = 0x40000000, 0x08000000
        holds['network'] = libc.unshare(CLONE_NEWNET | CLONE_NEWIPC) == 0
    try:
        import resource
        sizes = (resource.RLIMIT_CORE, 0), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CPU, settings['cpuSeconds']), (resource.RLIMIT_NPROC, 0)
        if os.path.exists('/proc/self/statm'):
            with open('/proc/self/statm') as statm:
                used = int(statm.read().split()[0]) * resource.getpagesize()
        else:
            used = 0
        for limit, size in (*sizes, (resource.RLIMIT_AS, used + settings['memoryMb'] * 2 ** 20)):
            try:
                resource.setrlimit(limit, (size, size))
                holds['memory'] |= limit == resource.RLIMIT_AS and sys.platform == 'linux'
                holds['processes'] |= limit == resource.RLIMIT_NPROC
            except (OSError, ValueError):
                pass
    except ImportError:
        resource = None
    if root:
        try:
            os.chroot('.')
            os.chdir('/')
            holds['files'] = True
        except OSError:
            pass
        os.setgroups([])
        os.setgid(settings['uid'])
        os.setuid(settings['uid'])
        holds['uid'] = os.geteuid() != 0
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    os.environ.clear()
    if libc is not None and sys.platform == 'linux':
        PR_SET_PDEATHSIG, PR_SET_DUMPABLE = 1, 4
        libc.prctl(PR_SET_PDEATHSIG, 9, 0, 0, 0)
        libc.prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        holds['calls'] = install_filter(libc)
    if holds['calls']:
        holds['files'] = holds['network'] = holds['processes'] = True
    return holds


def prepare(settings):
    """Imports what the code may import, and nothing later."""
    import importlib

    # Their threads would need calls that are given up below.
    for name in ('OPENBLAS', 'OMP', 'MKL', 'NUMEXPR'):
        os.environ[name + '_NUM_THREADS'] = '1'
    modules, absent = {}, []
    for name in [*settings['modules'], *settings['libraries']]:
        try:
            modules[name] = importlib.import_module(name)
        except ImportError as error:
            if name in settings['libraries']:
                absent.append(f'{name}: {error}')
    for name in HIDDEN:
        importlib.import_module(name)
    return modules, absent


def safe_builtins(modules, libraries):
    def import_module(name, globals=None, locals=None, fromlist=(), level=0):
        top = name.partition('.')[0]
        if level == 0 and (name in modules or top in libraries and name in sys.modules):
            return sys.modules[name] if fromlist else modules[top]
        raise ImportError(f'the module "{name}" is not allowed here; allowed are {", ".join(sorted(modules))}')

    safe = {name: value for name, value in vars(builtins).items() if name not in WITHHELD}
    safe['__import__'] = import_module
    safe['print'] = lambda *values, **options: None
    return safe


def plain(value):
    """Values that JSON does not have, as it can hold them."""
    if hasattr(value, 'isoformat'):
        return value.isoformat()
    if isinstance(value, (set, frozenset)):
        return list(value)
    if hasattr(value, 'tolist'):
        return value.tolist()
    if type(value).__name__ in ('Decimal', 'Fraction'):
        return float(value)
    raise TypeError(f'a value of type {type(value).__name__} cannot leave the code; make it a number, text, list or dict')


def describe(error):
    line = getattr(error, 'lineno', None) if isinstance(error, SyntaxError) else None
    trace = error.__traceback__
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == '<code>':
            line = trace.tb_lineno
        trace = trace.tb_next
    try:
        message = str(error.msg if isinstance(error, SyntaxError) else error)[:2000]
    except BaseException:
        message = ''
    return {'type': type(error).__name__[:200], 'message': message.encode(errors='replace').decode(), 'line': line}


def examine(tree, settings, modules):
    """What can be told before anything runs: outputs that are never assigned, imports that are not allowed."""
    faults = []
    stored = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    for name in settings['outputs']:
        if name not in stored:
            faults.append({'type': 'OutputNotAssigned', 'message': f'the output "{name}" is never assigned', 'line': None})
    for node in ast.walk(tree):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [node.module or ''] if isinstance(node, ast.ImportFrom) else []
        for name in names:
            if name not in modules and name.partition('.')[0] not in settings['libraries']:
                faults.append({'type': 'ImportError', 'message': f'the module "{name}" is not allowed here; allowed are {", ".join(sorted(modules))}', 'line': node.lineno})
    return faults


def main():
    os.closerange(5, 256)
    settings = receive()
    modules, absent = prepare(settings)
    holds = lock(settings)
    for name in ('ctypes', '_ctypes'):
        sys.modules.pop(name, None)
    version = '.'.join(map(str, sys.version_info[:3]))
    hello = {'python': version, 'holds': holds, 'absent': absent, 'fault': None, 'examined': []}
    code = None
    if not absent and (holds['calls'] or settings['partial']):
        try:
            tree = ast.parse(settings['code'], '<code>')
            hello['examined'] = examine(tree, settings, modules)
            code = compile(tree, '<code>', 'exec', dont_inherit=True)
        except BaseException as error:
            hello['fault'] = describe(error)
    send(json.dumps(hello))
    if code is None:
        os._exit(0)
    safe = safe_builtins(modules, settings['libraries'])
    outputs = settings['outputs']
    run, clock = exec, time.monotonic

    def one(row):
        try:
            row['__builtins__'] = safe.copy()
            row['__name__'] = '__strategy__'
            run(code, row)
            missing = [name for name in outputs if name not in row]
            if missing:
                return json.dumps({'e': {'type': 'OutputNotAssigned', 'message': f'the code ended without a value for the output "{missing[0]}"', 'line': None}})
            return '{"o":' + json.dumps({name: row[name] for name in outputs}, default=plain, allow_nan=False) + '}'
        except BaseException as error:
            return json.dumps({'e': describe(error)})

    while True:
        answers, flushed = [], clock()
        for row in receive()['rows']:
            answers.append(one(row))
            if clock() - flushed > FLUSH_SECONDS:
                send('{"results":[' + ','.join(answers) + '],"done":false}')
                answers, flushed = [], clock()
        retire = time.process_time() > settings['cpuSeconds'] / 2
        send('{"results":[' + ','.join(answers) + '],"done":true,"retire":' + ('true' if retire else 'false') + '}')
        if retire:
            os._exit(0)


main()
