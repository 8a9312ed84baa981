import { openDental } from '@chairside/adapter-opendental';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { expect } from 'chai';
import { parse } from 'yaml';
import { BUILT_IN_ADAPTERS } from '../../dist/adapters/built-in.js';
import { configJsonSchema } from '../../dist/config/json-schema.js';

/** Every key that there is. */
const SECTION = String.raw`
use: opendental
database: { host: 127.0.0.1, port: 3306, database: opendental, user: chairside, password: "a secret", tls: ca.pem }
chartNumber: PatNum
horizonDays: 3
planned: false
only: { clinics: [2], providers: [DrSmith, 4], operatories: [Scanner], appointmentTypes: [7] }
notes: "{teeth} {surfaces} {description}"
files:
  via: imageFolder
  root: auto
  pathMap: { "\\\\server\\OpenDentImages": /mnt/opendentimages }
  category: Photos
  allowPortal: [Photos]
  zip: true
  pictures: { category: Lab Cases }
  rx: true
  meshes: false
api:
  baseUrl: http://localhost:30222/api/v1
  developerKey: a-developer
  customerKey: a-customer
  sftp: { address: "files.example:22", user: od, password: "a secret", folder: /incoming, hostKey: "SHA256:abc" }
`;

describe('the section of Open Dental in the configuration', () => {
  const schema = configJsonSchema(BUILT_IN_ADAPTERS) as {
    properties: { clinics: { items: { properties: { adapter: object } } } };
  };
  const accepts = new Ajv2020({ strict: false }).compile(schema.properties.clinics.items.properties.adapter);
  const options = (text: string) => {
    const { use: _use, ...section } = parse(text) as Record<string, unknown>;
    return openDental.options.safeParse(section);
  };

  it('takes every key there is, and the schema for editors takes them too', () => {
    expect(options(SECTION).error?.issues ?? []).to.deep.equal([]);
    expect(accepts(parse(SECTION)), JSON.stringify(accepts.errors)).to.equal(true);
  });

  for (const [key, wrong] of [
    ['horizonDays: 3', 'horizonDay: 3'],
    ['horizonDays: 3', 'horizonDays: soon'],
    ['via: imageFolder', 'via: ftp'],
    ['category: Lab Cases', 'categori: Lab Cases'],
    ['clinics: [2]', 'clinics: [North]'],
    ['user: chairside, ', ''],
  ] as const) {
    it(`does not take ${wrong === '' ? `a section without ${key}` : wrong}`, () => {
      const text = SECTION.replace(key, wrong);
      expect(options(text).success).to.equal(false);
      expect(accepts(parse(text))).to.equal(false);
    });
  }

  it('takes a placeholder wherever a single value stands', () => {
    const text = SECTION.replace('port: 3306', 'port: "${PORT}"').replace('zip: true', 'zip: "${ZIP}"');
    expect(accepts(parse(text)), JSON.stringify(accepts.errors)).to.equal(true);
  });
});
