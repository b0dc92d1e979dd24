/** Something in the declaration that works and deserves a second look. */
export interface Lint {
  /** Stable PascalCase name. */
  readonly code:
    | 'UnknownLifetime'
    | 'KeyWithoutEnd'
    | 'KeyManagesItself'
    | 'EnvironmentDelivery'
    | 'NobodyIsTold'
    | 'ReadableByAll'
    | 'KeysUnpublished'
    | 'LongLivedToken'
    | 'OpenToAll'
    | 'RunsOnSeveral'
    | 'UnseenReaders'
    | 'SecretConstant';
  /** Where in the declaration: `grants.crew-sheets`. */
  readonly path: string;
  /** For people: what it costs and what to write instead. */
  readonly message: string;
}
