import { z } from 'zod';

/** An address of this very machine and a port. @param example of a port that is likely free */
export const listen = (example: number) => {
  const expected = `an address of this host and a port, such as 127.0.0.1:${example} or [::1]:${example}`;
  return z
    .string({ error: expected })
    .regex(/^(127\.0\.0\.1|\[::1\]):[1-9]\d{0,4}$/, { error: expected })
    .refine((value) => Number(value.slice(value.lastIndexOf(':') + 1)) < 65_536, { error: expected });
};
