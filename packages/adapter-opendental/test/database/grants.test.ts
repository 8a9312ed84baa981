import { expect } from 'chai';
import {
  beyondReading,
  grantsToRead,
  readGrant,
  readsMoreThanNeeded,
  revokeEverything,
  type GrantLine,
} from '../../dist/database/grants.js';

const TO = 'TO `reader`@`192.0.2.7`';
const HASH = '*7B9EBEED26AA52ED10C0F549FA863F13C39E0209';

function linesOf(...lines: readonly string[]): readonly GrantLine[] {
  return lines.map(readGrant).filter((line) => line !== undefined);
}

function beyond(...lines: readonly string[]): readonly string[] {
  return beyondReading(linesOf(...lines));
}

/** Lines as servers write them, and what in them goes beyond reading. */
const FORMS: readonly (readonly [string, string, readonly string[]])[] = [
  ['nothing but the right to log in', `GRANT USAGE ON *.* ${TO}`, []],
  ['a hash in the line of MariaDB', `GRANT USAGE ON *.* ${TO} IDENTIFIED BY PASSWORD '${HASH}'`, []],
  [
    'a hash and conditions in the line of MySQL 5.6',
    `GRANT USAGE ON *.* TO 'reader'@'%' IDENTIFIED BY PASSWORD '${HASH}' REQUIRE SSL WITH MAX_QUERIES_PER_HOUR 5`,
    [],
  ],
  ['SELECT on a table', `GRANT SELECT ON \`opendental\`.\`patient\` ${TO}`, []],
  ['SELECT on some columns', `GRANT SELECT (\`LName\`, \`FName\`) ON \`opendental\`.\`patient\` ${TO}`, []],
  ['SELECT on a pattern', `GRANT SELECT, SHOW VIEW ON \`open\\_dental\`.* ${TO}`, []],
  ['a default role', `SET DEFAULT ROLE \`readers\` FOR \`reader\`@\`%\``, []],
  ['a partial revoke of MySQL 8', `REVOKE SELECT ON \`mysql\`.* FROM \`reader\`@\`%\``, []],
  ['a role', `GRANT \`readers\`@\`%\` ${TO}`, []],
  ['several roles', `GRANT \`readers\`@\`%\`,\`all writers\`@\`localhost\` ${TO}`, []],
  ['a role that may be handed on', `GRANT \`readers\` ${TO} WITH ADMIN OPTION`, ['ADMIN OPTION']],
  ['everything', `GRANT ALL PRIVILEGES ON *.* ${TO} WITH GRANT OPTION`, ['ALL PRIVILEGES', 'GRANT OPTION']],
  ['everything in one database', `GRANT ALL PRIVILEGES ON \`opendental\`.* ${TO}`, ['ALL PRIVILEGES']],
  [
    'the right to hand on, before a limit',
    `GRANT SELECT ON *.* ${TO} WITH GRANT OPTION MAX_QUERIES_PER_HOUR 5`,
    ['GRANT OPTION'],
  ],
  ['INSERT in some columns', `GRANT SELECT, INSERT (\`a\`, \`b\`) ON \`opendental\`.\`patient\` ${TO}`, ['INSERT']],
  ['a column with a strange name', `GRANT SELECT (\`a ON b\`), INSERT (\`c\`) ON \`o\`.\`t\` ${TO}`, ['SELECT (`A']],
  ['a right of MariaDB in two words', `GRANT SELECT, DELETE HISTORY ON \`opendental\`.* ${TO}`, ['DELETE HISTORY']],
  ['a right of MariaDB over the server', `GRANT FEDERATED ADMIN ON *.* ${TO}`, ['FEDERATED ADMIN']],
  [
    'dynamic rights of MySQL 8',
    `GRANT APPLICATION_PASSWORD_ADMIN,BACKUP_ADMIN ON *.* ${TO}`,
    ['APPLICATION_PASSWORD_ADMIN', 'BACKUP_ADMIN'],
  ],
  ['a procedure that may be called', `GRANT EXECUTE ON PROCEDURE \`opendental\`.\`p\` ${TO}`, ['EXECUTE']],
  ['to stand in for somebody', `GRANT PROXY ON \`root\`@\`%\` ${TO}`, ['PROXY']],
  ['what everybody may', 'GRANT SELECT, INSERT ON `test`.* TO PUBLIC', ['INSERT']],
  ['small letters', `grant select, insert on opendental.* to 'reader'@'%'`, ['INSERT']],
  ['a form of the future', `ALLOW everything FOR reader`, ['a grant of an unknown form']],
];

describe('the lines of SHOW GRANTS', () => {
  for (const [title, line, expected] of FORMS) {
    it(`are understood: ${title}`, () => expect(beyond(line)).to.deep.equal(expected));
  }

  it('name the roles that are to be looked into', () => {
    expect(linesOf(`GRANT \`readers\`@\`%\`,\`all, writers\`@\`localhost\` ${TO}`)).to.deep.equal([
      {
        kind: 'roles',
        roles: ['`readers`@`%`', '`all, writers`@`localhost`'],
        grantee: '`reader`@`192.0.2.7`',
        handsOn: false,
      },
    ]);
  });

  it('never give away a hash', () => {
    const lines = FORMS.flatMap(([, line]) => linesOf(line));
    const said = [
      ...beyondReading(lines),
      ...readsMoreThanNeeded(lines, 'opendental'),
      ...revokeEverything('reader@%', lines),
    ];
    expect(said.join()).not.to.include(HASH.slice(1));
  });

  it('show what is read that is not needed: every table, another one, another database', () => {
    const lines = linesOf(
      `GRANT SELECT ON \`OpenDental\`.\`Patient\` ${TO}`,
      `GRANT SELECT ON \`open\\_dental\`.* ${TO}`,
      `GRANT SELECT ON \`opendental\`.* ${TO}`,
      `GRANT SELECT ON \`opendental\`.\`userod\` ${TO}`,
      `GRANT SELECT, SHOW VIEW ON *.* ${TO}`,
    );
    expect(readsMoreThanNeeded(lines, 'opendental')).to.deep.equal([
      '`open\\_dental`.*',
      '`opendental`.*',
      '`opendental`.`userod`',
      '*.*',
    ]);
  });

  it('leave out what everybody may read, as no statement for the account would take it away', () => {
    const lines = linesOf('GRANT SELECT, SHOW VIEW ON `test`.* TO PUBLIC');
    expect(readsMoreThanNeeded(lines, 'opendental')).to.deep.equal([]);
  });
});

describe('the statements that make an account right', () => {
  it('take away roles and proxies first, then all, then what everybody may write', () => {
    const lines = linesOf(
      `GRANT \`writers\`@\`%\` ${TO}`,
      `GRANT PROXY ON \`root\`@\`%\` ${TO}`,
      'GRANT SELECT, INSERT ON `test`.* TO PUBLIC',
      'GRANT `inner` TO `writers`',
    );
    expect(revokeEverything('reader@192.0.2.7', lines)).to.deep.equal([
      "REVOKE `writers`@`%` FROM 'reader'@'192.0.2.7';",
      "REVOKE PROXY ON `root`@`%` FROM 'reader'@'192.0.2.7';",
      'REVOKE INSERT ON `test`.* FROM PUBLIC;',
      "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'reader'@'192.0.2.7';",
    ]);
  });

  it('grant SELECT on each table that is read, those of later versions where they are there', () => {
    const early = grantsToRead("o'neil@%", 'opendental');
    const late = grantsToRead("o'neil@%", 'opendental', new Set(['patientlink', 'providerclinic']));
    expect(early).to.include("GRANT SELECT ON `opendental`.`patient` TO 'o''neil'@'%';");
    expect(late.filter((statement) => !early.includes(statement))).to.deep.equal([
      "GRANT SELECT ON `opendental`.`patientlink` TO 'o''neil'@'%';",
      "GRANT SELECT ON `opendental`.`providerclinic` TO 'o''neil'@'%';",
    ]);
  });
});
