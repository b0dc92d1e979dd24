import { type ReadHostDocument, readHostDocument } from '../../core/host/host-document.ts';
import type { Digest } from '../../core/ports.ts';
import { SecretText } from '../../core/secret-text.ts';
import { hostParameter } from '../../core/wire.ts';
import type { HostConfig } from './host-config.ts';

/** The host document in force. */
export interface DocumentInForce extends ReadHostDocument {
  /** First 12 hex digits of the SHA-256 of its text. */
  readonly fingerprint: string;
}

/** What is deployed. */
export interface DeployedDocument extends DocumentInForce {
  /** Does a new start find it? Where it could not be kept, that would find the one before. */
  readonly isKept: boolean;
}

export interface DocumentSourceOptions {
  readonly config: Pick<HostConfig, 'deployment' | 'host'>;
  /** The text of a parameter of Systems Manager. */
  readonly readParameter: (name: string) => Promise<string>;
  /** The last good copy on this host. */
  readonly copy: { read(): Promise<string | undefined>; write(text: string): Promise<void> };
  readonly digest: Pick<Digest, 'fingerprint'>;
  /** Told why there was no newer one; undefined: there was nothing in the way. */
  readonly found: (failure: unknown) => void;
}

/** Where a host learns what it delivers, runs and watches: the parameter of the deployment, else what it was last. */
export class DocumentSource {
  readonly #options: DocumentSourceOptions;

  constructor(options: DocumentSourceOptions) {
    this.#options = options;
  }

  /** What it was last; undefined: it never was anything, or nobody can read it any more. */
  async copy(): Promise<DocumentInForce | undefined> {
    try {
      const text = await this.#options.copy.read();
      return text === undefined ? undefined : this.#understood(text);
    } catch (error) {
      this.#options.found(error);
      return undefined;
    }
  }

  /** What is deployed; undefined: it cannot be read or understood, which is told. */
  async deployed(): Promise<DeployedDocument | undefined> {
    const { config, readParameter, found } = this.#options;
    try {
      const text = await readParameter(hostParameter(config.deployment, config.host));
      const document = this.#understood(text);
      const trouble = await this.#keep(text);
      found(trouble);
      return { ...document, isKept: trouble === undefined };
    } catch (error) {
      found(error);
      return undefined;
    }
  }

  /** A full disk costs the copy and not the document. @returns why there is none */
  async #keep(text: string): Promise<unknown> {
    const { copy } = this.#options;
    try {
      if ((await copy.read().catch(() => undefined)) !== text) await copy.write(text);
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #understood(text: string): DocumentInForce {
    const { config, digest } = this.#options;
    const name = hostParameter(config.deployment, config.host);
    const document = readHostDocument(text, { name, host: config.host });
    return { ...document, fingerprint: digest.fingerprint(new SecretText(text)) };
  }
}
