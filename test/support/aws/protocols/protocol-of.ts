import type { AwsService } from '../aws-service.ts';
import { jsonProtocol } from './json.ts';
import { queryProtocol } from './query.ts';
import { restProtocol } from './rest.ts';
import type { WireProtocol } from './wire.ts';

/** The protocol that a service speaks. */
export function protocolOf({ protocol }: AwsService): WireProtocol {
  switch (protocol.kind) {
    case 'json':
      return jsonProtocol(protocol.version);
    case 'query':
      return queryProtocol(protocol.namespace);
    case 'rest':
      return restProtocol;
  }
}
