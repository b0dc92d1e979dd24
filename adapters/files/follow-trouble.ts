/** Why lines cannot be read now; reading goes on as soon as it can. */
export interface FollowTrouble {
  readonly code: string;
  readonly message: string;
  readonly remedy: string;
}
