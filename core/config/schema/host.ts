import { z } from 'zod';
import { HOST_NAME, ZONE_NAME } from '../host-declaration.ts';
import { mapping, text, word } from './leaf.ts';

const NAME = 'a name of letters, digits, "-" and "_" that begins and ends with a letter or digit, 38 at most';
const PORT = 'a port from 1 to 65535';
const CIDR = 'a block of addresses such as 203.0.113.7/32';
const SIZE = 'a whole number of GiB from 8 to 1024';
const INSTANCE_TYPE = 'an arm64 instance type such as t4g.nano';
const BUNDLE = 'the id of a Lightsail bundle for Linux, such as micro_3_0';
const BLUEPRINT = 'the id of a Lightsail blueprint with Linux, such as amazon_linux_2023';
const ZONE = 'an availability zone such as us-east-1a';

const names = (of: string) =>
  z.array(text(`the name of a ${of}`), { error: `a list of names of ${of}s` }).prefault([]);

/** A {@link HOST_NAME}. */
export const hostName = () => z.string({ error: NAME }).regex(HOST_NAME, { error: NAME });

/** A machine that consumers run on; which keys go with which kind is checked by the rules. */
export const hostSchema = mapping({
  kind: word(['ec2', 'lightsail', 'external']).describe(
    '`ec2`: an instance with an instance profile; `lightsail`: an instance with an identity by hybrid activation; `external`: a box that is there already, anywhere, and joins by `evergrant join HOST`.',
  ),
  daemons: names('daemon').describe('Names of the daemons that run there. Default: none.'),
  sinks: names('sink').describe(
    'Names of the sinks that lie there, beside those that its daemons use. Default: none.',
  ),
  tokens: names('token').describe(
    'Names of the tokens that it may read, beside those of its sinks and daemons. Default: none.',
  ),
  instanceType: z
    .string({ error: INSTANCE_TYPE })
    .regex(/^[a-z0-9-]*g[a-z]*\.[a-z0-9-]+$/, { error: INSTANCE_TYPE })
    .exactOptional()
    .describe('With `ec2`: an arm64 type. Default: `t4g.nano`.'),
  volumeGiB: z
    .int({ error: SIZE })
    .min(8, { error: SIZE })
    .max(1024, { error: SIZE })
    .exactOptional()
    .describe('With `ec2`: size of the encrypted root volume. Default: 8.'),
  bundle: z
    .string({ error: BUNDLE })
    .regex(/^(?!.*_win_)[a-z0-9]+(?:_[a-z0-9]+)+$/, { error: BUNDLE })
    .exactOptional()
    .describe('With `lightsail`: the bundle. Default: `micro_3_0`, which has 1 GB of memory.'),
  blueprint: z
    .string({ error: BLUEPRINT })
    .regex(/^(?!windows)[a-z0-9]+(?:_[a-z0-9]+)*$/, { error: BLUEPRINT })
    .exactOptional()
    .describe(
      'With `lightsail`: the blueprint, a Linux with systemd, and dnf or apt-get. Default: `amazon_linux_2023`.',
    ),
  zone: z
    .string({ error: ZONE })
    .regex(ZONE_NAME, { error: ZONE })
    .exactOptional()
    .describe(
      'The availability zone. Default: with `lightsail` the first of the Region, with `ec2` whichever has a subnet.',
    ),
  ports: z
    .array(
      mapping(
        {
          port: z
            .int({ error: PORT })
            .min(1, { error: PORT })
            .max(65_535, { error: PORT })
            .describe('The TCP port.'),
          from: z
            .array(z.union([z.cidrv4({ error: CIDR }), z.cidrv6({ error: CIDR })], { error: CIDR }), {
              error: 'a list of blocks of addresses',
            })
            .min(1, { error: 'at least one block of addresses' })
            .describe('From where, as CIDR blocks.'),
        },
        'a mapping such as { port: 22, from: [203.0.113.7/32] }',
      ),
      { error: 'a list such as [{ port: 22, from: [203.0.113.7/32] }]' },
    )
    .exactOptional()
    .describe(
      'With `ec2` and `lightsail`: TCP ports that are open from outside, each with from where: `[{ port: 22, from: [203.0.113.7/32] }]`. Default: none.',
    ),
});
