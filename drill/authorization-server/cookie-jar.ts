/** A cookie with the path that it is sent to. */
interface Cookie {
  readonly name: string;
  readonly value: string;
  readonly path: string;
}

/** The cookies of one person at one server: as much of RFC 6265 as one host needs. */
export class CookieJar {
  readonly #cookies = new Map<string, Cookie>();

  /** Takes `Set-Cookie` lines; one that is already past its end deletes. */
  take(lines: readonly string[]): void {
    for (const line of lines) {
      const [pair = '', ...attributes] = line.split(';').map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf('='));
      const path = attribute(attributes, 'path') ?? '/';
      const key = `${name} ${path}`;
      if (Date.parse(attribute(attributes, 'expires') ?? '') <= Date.now()) this.#cookies.delete(key);
      else this.#cookies.set(key, { name, value: pair.slice(pair.indexOf('=') + 1), path });
    }
  }

  /** The `Cookie` line for an address; empty when there is none. */
  header(url: string): string {
    const { pathname } = new URL(url);
    return [...this.#cookies.values()]
      .filter(({ path }) => pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`))
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }
}

function attribute(attributes: readonly string[], name: string): string | undefined {
  return attributes.find((part) => part.toLowerCase().startsWith(`${name}=`))?.slice(name.length + 1);
}
