import { nodeKinds, type NodeKindName } from '@arbiter/contracts/strategy/kinds';

const type = 'application/x-arbiter-node-kind';

/** A kind of node on its way from the palette to the canvas. Browsers hide what is dragged until it is dropped, so it is remembered here too. */
export const draggedKind = {
  kind: null as NodeKindName | null,

  begin(event: DragEvent, kind: NodeKindName): void {
    this.kind = kind;
    event.dataTransfer?.setData(type, kind);
    if (event.dataTransfer) event.dataTransfer.effectAllowed = 'copy';
  },

  /** Whether what is dragged is such a kind. */
  comes: (event: DragEvent): boolean => event.dataTransfer?.types.includes(type) ?? false,

  of: (event: DragEvent): NodeKindName | undefined => nodeKinds.find((kind) => kind === event.dataTransfer?.getData(type)),
};
