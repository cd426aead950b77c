import type { FeelScope, FeelType } from '../feel-type.js';

/** A name that the expression itself introduces. */
export interface Local {
  readonly name: string;
  readonly type: FeelType;
  readonly id: number;
  used: boolean;
}

/** What a name stands for. */
export type Binding =
  | { readonly kind: 'scope'; readonly name: string; readonly type: FeelType }
  | { readonly kind: 'local'; readonly local: Local; readonly type: FeelType }
  /** An entry of the element under a filter. */
  | { readonly kind: 'entry'; readonly element: Local; readonly name: string; readonly type: FeelType }
  /** An entry of the element where it has one, else what the name means outside. */
  | { readonly kind: 'entry or'; readonly element: Local; readonly name: string; readonly outside: Binding; readonly type: FeelType }
  | { readonly kind: 'builtin'; readonly name: string; readonly type: FeelType }
  | { readonly kind: 'unknown'; readonly type: FeelType };

const any: FeelType = { kind: 'any' };

/** Names in reach, from the inside out. */
export class Frame {
  readonly #locals = new Map<string, Local>();
  constructor(private readonly outer: Frame | null, private readonly element: Local | null = null) {}

  add(local: Local): void {
    this.#locals.set(local.name, local);
  }

  resolve(name: string, scope: FeelScope, isBuiltin: (name: string) => boolean): Binding {
    const local = this.#locals.get(name);
    const own: Binding | null = local ? { kind: 'local', local, type: local.type } : null;
    const { element } = this;
    if (element) {
      const { type } = element;
      if (type.kind === 'context' && Object.hasOwn(type.fields, name)) return { kind: 'entry', element, name, type: type.fields[name]! };
      if (type.kind === 'any' || (type.kind === 'context' && type.open)) {
        const outside = own ?? this.above(name, scope, isBuiltin);
        return outside.kind === 'unknown' ? { kind: 'entry', element, name, type: any } : { kind: 'entry or', element, name, outside, type: any };
      }
    }
    return own ?? this.above(name, scope, isBuiltin);
  }

  private above(name: string, scope: FeelScope, isBuiltin: (name: string) => boolean): Binding {
    if (this.outer) return this.outer.resolve(name, scope, isBuiltin);
    const type = scope.get(name);
    if (type) return { kind: 'scope', name, type };
    return isBuiltin(name) ? { kind: 'builtin', name, type: any } : { kind: 'unknown', type: { kind: 'null' } };
  }
}

/** Marks the locals that a binding reads. */
export function use(binding: Binding): void {
  if (binding.kind === 'local') binding.local.used = true;
  else if (binding.kind === 'entry' || binding.kind === 'entry or') {
    binding.element.used = true;
    if (binding.kind === 'entry or') use(binding.outside);
  }
}

/** Names of the scope that a binding can read. */
export function scopeNames(binding: Binding): readonly string[] {
  return binding.kind === 'scope' ? [binding.name] : binding.kind === 'entry or' ? scopeNames(binding.outside) : [];
}
