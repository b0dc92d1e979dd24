import type { AdviceRule } from '../advice.ts';

/** Tokens that stand for a person at GitHub. */
export const GITHUB_RULES: readonly AdviceRule[] = [
  {
    rule: 'WorkflowToken',
    outlook: 'keyless',
    kinds: ['github-personal-token'],
    title: 'inside GitHub Actions: the GITHUB_TOKEN of the job, and OIDC towards clouds',
    why: 'the job is given a token that ends with it, and clouds can trust the job itself',
    when: 'the token is used by a workflow, for its own repository or for a cloud',
    whenNot: 'the program runs elsewhere, or reaches other repositories',
    steps: [
      'set permissions: in the workflow to what the job needs, and use GITHUB_TOKEN',
      'for a cloud: permissions: id-token: write, and a trust for token.actions.githubusercontent.com',
      'then delete the personal token in the settings of its owner',
    ],
    read: 'https://docs.github.com/en/actions/security-for-github-actions/security-guides/automatic-token-authentication',
  },
  {
    rule: 'GitHubApp',
    outlook: 'better',
    kinds: ['github-personal-token'],
    title: 'a GitHub App: installation tokens of an hour, rights of the app and not of a person',
    why: 'a personal token carries what its owner may do, ends when the owner leaves, and lives for months; an installation token lives for one hour and names the repositories',
    when: 'an owner of the organisation installs the app',
    whenNot: 'the work has to appear as a person: let the app get user tokens by consent (issuer: github)',
    steps: [
      'make the app with the permissions that the programs need, and install it on those repositories',
      'sign a JWT of 10 minutes with the key of the app, and exchange it at POST /app/installations/ID/access_tokens: Evergrant does not do this yet',
      'where a person is meant: issuer: github in the declaration, then evergrant login GRANT',
      'then delete the personal token in the settings of its owner',
    ],
    read: 'https://docs.github.com/en/apps/creating-github-apps/about-creating-github-apps/deciding-when-to-build-a-github-app',
  },
];
