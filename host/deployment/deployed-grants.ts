import { type ReadGrantDocument, readGrantDocument } from '../../core/config/grant-document.ts';
import type { GrantContext } from '../../core/grant/context.ts';
import { type ContextSources, GrantContexts } from '../../core/grant/grant-contexts.ts';
import { Incidents } from '../../core/incident/incidents.ts';
import { TELLING } from '../../core/incident/keep-told.ts';
import type { Ports } from '../../core/ports.ts';
import { type Instant, type Milliseconds, SECOND } from '../../core/time.ts';
import { grantParameter } from '../../core/wire.ts';

/** A grant of the deployment, ready for the flows. */
export interface DeployedGrant {
  readonly name: string;
  readonly document: ReadGrantDocument;
  readonly contexts: GrantContexts;
  readonly incidents: Incidents;
  /** @throws Fault when its issuer cannot be found or its client's secret not be read */
  context(): Promise<GrantContext>;
}

export interface DeployedGrantSources extends Pick<ContextSources, 'authenticate' | 'prove' | 'discover'> {
  readonly deployment: string;
  /** The text of a parameter. Throws a Fault when there is none. */
  readonly readParameter: (name: string) => Promise<string>;
  readonly ports: Ports;
}

/**
 * The grants of a deployment as a function finds them. What a grant's parameter says counts within half a minute;
 * while it says the same, what was learnt of its issuer is kept.
 */
export class DeployedGrants {
  readonly #sources: DeployedGrantSources;
  readonly #opened = new Map<string, Opened>();

  constructor(sources: DeployedGrantSources) {
    this.#sources = sources;
  }

  /** @throws Fault `GrantDocumentInvalid`, and what reading the parameter throws for a grant that is not deployed */
  async open(name: string): Promise<DeployedGrant> {
    const { deployment, readParameter, ports } = this.#sources;
    const now = ports.clock.now();
    const known = this.#opened.get(name);
    if (known && now - known.readAt < FRESH) return known.grant;
    const parameter = grantParameter(deployment, name);
    const text = await readParameter(parameter);
    const grant = known?.text === text ? known.grant : this.#grant(name, readGrantDocument(text, parameter));
    this.#opened.set(name, { text, grant, readAt: now });
    return grant;
  }

  #grant(name: string, document: ReadGrantDocument): DeployedGrant {
    const { ports, authenticate, prove, discover } = this.#sources;
    const { declaration } = document;
    const contexts = new GrantContexts({ declaration, ports, authenticate, prove, discover });
    return {
      name,
      document,
      contexts,
      incidents: new Incidents(declaration, ports, { telling: TELLING }),
      context: () => contexts.context(name),
    };
  }
}

interface Opened {
  readonly text: string;
  readonly grant: DeployedGrant;
  readonly readAt: Instant;
}

/** Parameters are read some forty times a second for a whole account, and a look needs one several times. */
const FRESH: Milliseconds = 30 * SECOND;
