import { LightsailClient } from '@aws-sdk/client-lightsail';

/** A client with what the SDK finds in environment and profile. */
export function lightsailClient({ region }: { region: string }): LightsailClient {
  return new LightsailClient({ region });
}
