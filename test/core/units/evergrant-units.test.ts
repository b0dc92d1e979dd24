import { describe, expect, it } from '@jest/globals';
import { evergrantUnits, type UnitPlace } from '../../../core/units/evergrant-units.ts';
import { unitWord } from '../../../core/units/unit.ts';
import { declare } from '../../support/declare.ts';

const PLACE: UnitPlace = {
  manager: 'system',
  user: 'jada',
  program: ['/usr/bin/node', '/usr/lib/evergrant/evergrant.js'],
  config: '/etc/evergrant/evergrant.yaml',
  environment: {},
  environmentFile: undefined,
};

const DECLARATION = `
version: 1
deployment: jada
engine: { stateDirectory: /var/lib/evergrant/jada }
alerts: { critical: { file: /var/log/jada-agent-alerts.log } }
clients: { google: { issuer: google, credentialsFile: client.json } }
grants: { crew-sheets: { client: google } }
sinks:
  port-sheet-token: { token: crew-sheets, file: /opt/jada/token.json }
  nested: { token: crew-sheets, file: /var/lib/evergrant/jada/out/token.json }
daemons:
  port-sheet: { command: [python3, sync.py], every: 30m, uses: [port-sheet-token], workingDirectory: /opt/jada }
  gmail-jennifer: { external: true, uses: [port-sheet-token] }
`;

function unitsOf(
  yaml = DECLARATION,
  place: Partial<UnitPlace> = {},
): readonly { name: string; text: string }[] {
  return evergrantUnits(declare(yaml), { ...PLACE, ...place });
}

describe('the units of a declaration', () => {
  it('are one for the broker and one for each daemon that is supervised', () => {
    expect(unitsOf().map(({ name }) => name)).toEqual([
      'evergrant-jada.service',
      'evergrant-jada-port-sheet.service',
    ]);
  });

  it('let the broker write state, sinks and alerts, and nothing else', () => {
    expect(unitsOf()[0]?.text).toContain('\nReadWritePaths=/opt/jada /var/lib/evergrant/jada /var/log\n');
    expect(unitsOf()[0]?.text).toContain('\nProtectSystem=strict\n');
  });

  it('start the broker first, and do not stop a daemon when it restarts', () => {
    const text = unitsOf()[1]?.text;
    expect(text).toContain('After=evergrant-jada.service');
    expect(text).toContain('Wants=evergrant-jada.service');
    expect(text).not.toContain('Requires=');
  });

  it('claim no watchdog, which Node.js cannot feed', () => {
    for (const { text } of unitsOf()) {
      expect(text).toContain('\nType=exec\n');
      expect(text).not.toMatch(/^WatchdogSec/m);
    }
  });

  it('hide homes and temporary files unless something needed lies there', () => {
    const hidden = (text = '') => [text.includes('ProtectHome=yes'), text.includes('PrivateTmp=yes')];
    expect(hidden(unitsOf()[0]?.text)).toEqual([true, true]);
    const node = '/home/jada/.nvm/versions/node/v22/bin/node';
    expect(hidden(unitsOf(DECLARATION, { program: [node, '/x.js'] })[0]?.text)).toEqual([false, true]);
    expect(hidden(unitsOf(DECLARATION.replace('/opt/jada/token', '/tmp/token'))[0]?.text)).toEqual([
      true,
      false,
    ]);
  });

  it('keep the right to give files away only for a broker with sinks of other owners', () => {
    const owned = DECLARATION.replace('/opt/jada/token.json', '/opt/jada/token.json, owner: jada');
    expect(unitsOf()[0]?.text).toContain('\nCapabilityBoundingSet=\n');
    expect(unitsOf(owned)[0]?.text).toContain(
      '\nCapabilityBoundingSet=CAP_CHOWN CAP_FOWNER CAP_DAC_OVERRIDE\n',
    );
    expect(unitsOf(owned)[1]?.text).toContain('\nCapabilityBoundingSet=\n');
  });

  it('let the broker give a token socket to its group, and make the directory of the default one', () => {
    const opened = `${DECLARATION}tokenSocket: { group: crew, tokens: [crew-sheets] }\n`;
    const [broker, daemon] = unitsOf(opened).map(({ text }) => text);
    expect(broker).toContain(
      '\nSupplementaryGroups=crew\nRuntimeDirectory=evergrant/jada\nRuntimeDirectoryMode=0755\n',
    );
    expect(broker).toMatch(/SystemCallFilter=~@privileged @resources\nSystemCallFilter=@chown\n/);
    expect(broker).not.toContain('PrivateUsers=');
    expect(broker).toContain('\nCapabilityBoundingSet=\n');
    expect(daemon).toBe(unitsOf()[1]?.text);
  });

  it('let the broker write the directory of a token socket that lies elsewhere', () => {
    const elsewhere = `${DECLARATION}tokenSocket: { path: /srv/crew/s, group: crew, tokens: [crew-sheets] }\n`;
    const [broker] = unitsOf(elsewhere);
    expect(broker?.text).toContain('\nReadWritePaths=/opt/jada /srv/crew /var/lib/evergrant/jada /var/log\n');
    expect(broker?.text).not.toContain('RuntimeDirectory');
    const own = unitsOf(elsewhere, { manager: 'user' })[0]?.text;
    expect(own).not.toContain('SupplementaryGroups');
  });

  it("leave out what a user's own manager cannot do", () => {
    const text = unitsOf(DECLARATION, { manager: 'user' })[0]?.text ?? '';
    expect(text).toContain('NoNewPrivileges=yes');
    expect(text).toContain('WantedBy=default.target');
    for (const key of ['User', 'ProtectSystem', 'CapabilityBoundingSet', 'PrivateDevices'])
      expect(text).not.toMatch(new RegExp(`^${key}=`, 'm'));
  });
});

describe('a word of a unit', () => {
  it.each([
    ['/opt/jada/token.json', '/opt/jada/token.json'],
    ['/opt/ja da', '"/opt/ja da"'],
    ['100%', '100%%'],
    ['a"b\\', '"a\\"b\\\\"'],
  ])('%s becomes %s', (word, written) => {
    expect(unitWord(word)).toBe(written);
  });

  it('has its dollars doubled on a command line only', () => {
    expect([unitWord('$HOME', 'command'), unitWord('$HOME')]).toEqual(['$$HOME', '$HOME']);
  });
});
