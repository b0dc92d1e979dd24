/** Credentials as clients of the SDK ask for them. They are handed to clients and shown nowhere. */
export interface ProvidedCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
  /** Clients ask again five minutes before it. */
  readonly expiration: Date;
}
