/** What the parent tells the engine's process at its start. The secret travels here, where no list of processes shows it. */
export interface ChildRequest {
  folder: string;
  secret: string;
  memoryBytes: number;
  concurrency: number;
}

export type ChildReply = { kind: 'ready'; port: number } | { kind: 'failed'; detail: string };
