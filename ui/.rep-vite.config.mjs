import base from './vite.config.ts';
import { mergeConfig } from 'vite';
export default mergeConfig(base, { cacheDir: '/tmp/rep.vite', server: { hmr: false } });
