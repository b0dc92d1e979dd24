/** Where in the declaration: keys and list positions from the top. */
export type Path = readonly (string | number)[];

/** Something that makes a declaration unusable. Who shows it decides about wording, position and the nearest known word. */
export interface ConfigProblem {
  readonly path: Path;
  readonly kind: /** The key means nothing here; `known` are the keys that do. */
    | 'unknownKey'
    /** The key is refused for a reason, which `expected` states. */
    | 'refusedKey'
    | 'missing'
    | 'wrongType'
    /** The type is right and the value is not. */
    | 'malformed'
    /** The key is a name that a user gives, and `received` is none. */
    | 'malformedName'
    /** Another word than those that may stand here, which are `known`. */
    | 'unknownWord'
    /** `received` names something that is not declared; `known` is what is. */
    | 'undefinedReference'
    /** `known` are the presets. */
    | 'unknownIssuer'
    /** Keys that exclude or need one another. */
    | 'choice'
    /** Two declarations claim the same thing; `received` names the other. */
    | 'conflict';
  /** What the user wrote; left out where it may be a secret. */
  readonly received?: string;
  /** What belongs there, as in "expected <this>". */
  readonly expected?: string;
  readonly known?: readonly string[];
}
