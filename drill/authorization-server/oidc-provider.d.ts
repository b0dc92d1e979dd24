/** The package types its entry only; {@link Provider} is taken from the file below it, see provider.ts. */
declare module 'oidc-provider/lib/provider.js' {
  export { Provider } from 'oidc-provider';
}
declare module 'oidc-provider/lib/helpers/errors.js' {
  export const InvalidGrant: typeof import('oidc-provider').errors.InvalidGrant;
}
