/** Programs that an init system runs. Each method is one outside step. */
export interface Units {
  /** How a unit is now. */
  look(unit: string): Promise<UnitState>;
  /** Stops and starts it. Resolves when the init system says that it came up or not. Never throws for a unit. */
  restart(unit: string): Promise<UnitRestarted>;
}

export type UnitState =
  /** It is up; with `Type=notify` that means ready. */
  | { readonly kind: 'active' }
  /** It comes up, or goes down. */
  | { readonly kind: 'changing' }
  | { readonly kind: 'inactive' }
  | { readonly kind: 'failed' }
  /** The init system knows no unit of this name. */
  | { readonly kind: 'unknown' };

export type UnitRestarted =
  | { readonly kind: 'started' }
  | { readonly kind: 'failed'; readonly message: string };
