import type { BuildOptions } from 'esbuild';

export const nodePackages: string[];
/** @param source the folder `engine/src` */
export function runtimeBundleOptions(source: string): BuildOptions;
export function buildAll(options?: { page?: boolean }): Promise<string[]>;
