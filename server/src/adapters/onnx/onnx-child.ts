import type { InferenceSession } from 'onnxruntime-node';
import type { OnnxReply, OnnxRequest, TensorMessage } from './onnx-messages.js';

/** The process that holds ONNX sessions: a model that crashes the runtime takes this process along and nothing else. */
const sessions = new Map<string, { session: InferenceSession; bytes: number }>();
const most = Number(process.argv[2] ?? 2 ** 30);

const reply = (message: OnnxReply) => process.send?.(message);
process.on('disconnect', () => process.exit(0));
/** Asked for late: the runtime is native and does not install everywhere. */
let runtime: Promise<typeof import('onnxruntime-node')> | undefined;
let last: Promise<unknown> = Promise.resolve();
process.on('message', (request: OnnxRequest) => {
  last = last.then(() => answer(request)).catch((error: unknown) => reply({ id: request.id, kind: 'failed', message: error instanceof Error ? error.message : String(error) }));
});

async function answer(request: OnnxRequest): Promise<void> {
  runtime ??= import('onnxruntime-node');
  const found = await runtime.catch((error: unknown) => String(error instanceof Error ? error.message : error));
  if (typeof found === 'string') {
    reply({ id: request.id, kind: 'failed', message: found, absent: true });
    return;
  }
  const { InferenceSession, Tensor } = found;
  if (request.kind === 'hello') {
    reply({ id: request.id, kind: 'ready' });
    return;
  }
  if (request.kind === 'load') {
    let held = sessions.get(request.hash);
    if (!held) {
      const bytes = request.bytes;
      const session = await InferenceSession.create(bytes, { executionProviders: ['cpu'], intraOpNumThreads: 1, interOpNumThreads: 1, executionMode: 'sequential', graphOptimizationLevel: 'all', enableCpuMemArena: false, logSeverityLevel: 4 });
      held = { session, bytes: bytes.length };
      sessions.set(request.hash, held);
      await makeRoom(request.hash);
    }
    const { session } = held;
    const shapes = (list: readonly InferenceSession.ValueMetadata[]) => list.map((value) => ({ name: value.name, type: value.isTensor ? value.type : 'no tensor', shape: value.isTensor ? [...value.shape] : null }));
    reply({ id: request.id, kind: 'loaded', description: { inputs: shapes(session.inputMetadata), outputs: shapes(session.outputMetadata) } });
    return;
  }
  const held = sessions.get(request.hash);
  if (!held) {
    reply({ id: request.id, kind: 'failed', message: 'not loaded', unknown: true });
    return;
  }
  // The one used last stands last.
  sessions.delete(request.hash);
  sessions.set(request.hash, held);
  const feeds = Object.fromEntries(Object.entries(request.inputs).map(([name, { type, dims, data }]) => [name, new Tensor(type as 'float32', data as Float32Array, dims)]));
  const results = await held.session.run(feeds, request.outputs);
  const outputs: Record<string, TensorMessage> = {};
  for (const name of request.outputs) {
    const { type, dims, data } = results[name]!;
    outputs[name] = { type, dims: [...dims], data: data as TensorMessage['data'] };
  }
  reply({ id: request.id, kind: 'ran', outputs });
}

async function makeRoom(keep: string): Promise<void> {
  let total = [...sessions.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  for (const [hash, { session, bytes }] of sessions) {
    if (total <= most) return;
    if (hash === keep) continue;
    sessions.delete(hash);
    total -= bytes;
    await session.release();
  }
}
