import { either } from './phrases.ts';
import type { ReasonName } from './reasons.ts';
import type { Spent } from './verdict.ts';

interface NetworkRow {
  /** Pattern over the error's codes, names and messages, in lower case. */
  readonly says: RegExp;
  readonly reason: ReasonName;
  readonly spent: Spent;
}

/**
 * Errors below HTTP. Spent is `no` only where the request cannot have been written: no name, no route, refused, or
 * no TLS. Everything after the first byte is `maybe`.
 */
const ROWS: readonly NetworkRow[] = [
  {
    says: either(
      /cert_not_yet_valid/,
      /certificate is not yet valid/,
      /not yet valid: current time/,
      /is not yet valid[^;]{0,40} is before/,
    ),
    reason: 'CertificateNotYetValid',
    spent: 'no',
  },
  {
    says: /cert_has_expired|certificate (?:has |is )?expired|certificate has expired/,
    reason: 'CertificateExpired',
    spent: 'no',
  },
  {
    says: either(
      /self.signed.cert/,
      /unable_to_verify_leaf/,
      /unable_to_get_issuer/,
      /unable to get (?:local )?issuer/,
      /certificate_verify_failed/,
      /certificate verify failed/,
      /err_tls_cert_altname/,
      /unknown authority/,
      /pkix path/,
      /certificate is not trusted/,
      /unable to verify the first certificate/,
      /unknownissuer/,
    ),
    reason: 'CertificateUntrusted',
    spent: 'no',
  },
  {
    says: either(
      /enotfound/,
      /eai_again/,
      /eai_fail/,
      /getaddrinfo/,
      /name or service not known/,
      /no such host/,
      /could ?n.t resolve/,
      /could not resolve/,
      /not resolve host/,
      /name resolution/,
      /nameresolution/,
      /failed to resolve/,
      /dns error/,
      /failed to lookup address/,
      /unknownhost/,
      /nodename nor servname/,
      /no address associated/,
      /name does not resolve/,
      /dial tcp: lookup /,
    ),
    reason: 'NetworkUnreachable',
    spent: 'no',
  },
  {
    says: either(
      /econnrefused/,
      /connection refused/,
      /connect: refused/,
      /couldn.t connect to server/,
      /failed to connect to/,
      // kubectl says so of a helper that was asked for a token, too
      /(?:could not|couldn.t|cannot|unable to) connect(?! to the server: (?:error|getting))/,
      /endpointconnectionerror/,
      /actively refused/,
      /ehostunreach/,
      /enetunreach/,
      /enetdown/,
      /no route to host/,
      /network is unreachable/,
      /und_err_connect_timeout/,
      /connect ?timeout/,
      /connection timed out/,
      /connecttimeout/,
      /dial tcp[^;]{0,80}i\/o timeout/,
      /failed to open tcp/,
    ),
    reason: 'NetworkUnreachable',
    spent: 'no',
  },
  {
    says: either(
      /eproto\b/,
      /tls handshake/,
      /ssl handshake/,
      /sslhandshake/,
      /handshake (?:failure|failed)/,
      /wrong.version.number/,
      /ssl_error/,
      /err_ssl/,
      /err_tls/,
      /sslerror/,
      /ssl: /,
    ),
    reason: 'NetworkUnreachable',
    spent: 'no',
  },
  {
    says: either(
      /econnreset/,
      /epipe/,
      /econnaborted/,
      /etimedout/,
      /esockettimedout/,
      /und_err_/,
      /socket hang up/,
      /connection reset/,
      /broken pipe/,
      /reset by peer/,
      /timed? ?out/,
      /timeout/,
      /deadline exceeded/,
      /aborterror/,
      /was aborted/,
      /other side closed/,
      /connection (?:was )?(?:closed|aborted|lost)/,
      /server disconnected/,
      /remote end closed/,
      /unexpected eof/,
      /: eof\b/,
      /premature close/,
      /connection failure/,
      /incompleteread/,
      /remotedisconnected/,
      /network (?:error|changed)/,
      /fetch failed/,
      /disconnect\/reset/,
      /terminated$/,
    ),
    reason: 'AnswerLost',
    spent: 'maybe',
  },
];

/** What an error below HTTP means, or null when the text tells of none. `text` is lower case. */
export function meaningOfNetwork(
  text: string,
): { readonly reason: ReasonName; readonly spent: Spent } | null {
  const row = ROWS.find(({ says }) => says.test(text));
  return row === undefined ? null : { reason: row.reason, spent: row.spent };
}
