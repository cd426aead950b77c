// A profile of a running process's main thread over a stretch of time, through Node's own inspector.
import { WebSocket } from 'undici';

/** Begins to profile; the way to end it gives the profile. `inspector` is the address that `node --inspect` tells. */
export async function profileProcessor(inspector, intervalUs = 250) {
  const socket = new WebSocket(inspector);
  await new Promise((resolve, reject) => {
    socket.addEventListener('open', resolve, { once: true });
    socket.addEventListener('error', () => reject(new Error(`The inspector at ${inspector} does not answer`)), { once: true });
  });
  let id = 0;
  const ask = (method, params = {}) =>
    new Promise((resolve, reject) => {
      const mine = (id += 1);
      const listen = ({ data }) => {
        const answer = JSON.parse(data);
        if (answer.id !== mine) return;
        socket.removeEventListener('message', listen);
        if (answer.error) reject(new Error(`${method}: ${answer.error.message}`));
        else resolve(answer.result);
      };
      socket.addEventListener('message', listen);
      socket.send(JSON.stringify({ id: mine, method, params }));
    });
  await ask('Profiler.enable');
  await ask('Profiler.setSamplingInterval', { interval: intervalUs });
  await ask('Profiler.start');
  return async () => {
    const { profile } = await ask('Profiler.stop');
    socket.close();
    return profile;
  };
}
