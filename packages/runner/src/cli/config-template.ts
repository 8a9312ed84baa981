import { stringify } from 'yaml';

/** What `init` needs to know. */
export interface ConfigAnswers {
  readonly clinic: string;
  readonly adapter: string;
}

/** A commented configuration to start from. Everything that is left out has the default that stands in the comments. */
export function configTemplate({ clinic, adapter }: ConfigAnswers): string {
  return `# Chairside. Try it with: chairside check
# Paths are relative to this file. \${NAME} takes an environment variable, \${file:PATH} a file's content,
# \${vault:NAME} a secret stored with: chairside secret set NAME

dataDir: ./data                       # ledger, vault, staging; on a local disk, never on a share
http: { host: 127.0.0.1, port: 8478 } # dashboard, health, metrics, pairing callback; false: none

itero:                                # as Align gave them with the client id
  clientId: my-app
  clientSecret: \${vault:ITERO_CLIENT_SECRET}
  loginPage: https://login.example/authorize
  oauthBase: https://login.example/oauth
  baseUrl: https://api.example
  # discovery: { v2: https://api.example/discovery, v3: https://api.example/discovery/v3 }
  redirectUrl: http://127.0.0.1:8478/pairing/callback
  allowedHosts: [example]             # the only host names, with all below them, that may see the access token

clinics:
  - id: ${stringify(clinic).trim()}
    adapter:
${SECTIONS[adapter] ?? `      use: ${stringify(adapter).trim()}\n`}    rx:
      # defaults: { doctorId: 77, labId: 9, procedureMapId: 30 }  # fill what a request left out, nothing else
      doctors: {}                     # provider in the practice software -> iTero doctor; ids: chairside practice ${clinic}
      procedures: {}                  # procedure code -> procedureMapId, or its name: chairside procedures --help
      onUncertainSubmit: hold         # or resend: when the answer of iTero was lost
    scans:
      # since: 2026-01-01             # nothing older is fetched; default: the day of the first pairing
      assets: [IDE, IMAGE_GALLERY, SCREEN_CAPTURE]
`;
}

const OPENDENTAL_SECTION = `      use: opendental
      database:                       # an account that may read, and nothing else: chairside check says the statements
        host: 127.0.0.1
        database: opendental
        user: chairside
        password: \${vault:OD_PASSWORD}
        tls: false                    # true, or the path of the server's own certificate authority
      chartNumber: PatNum             # or ChartNumber: what iTero gets as the chart number
      horizonDays: 3                  # visits of today and of so many days after it
      # only: { clinics: [], providers: [], operatories: [], appointmentTypes: [] }   # empty: all
      files:
        via: imageFolder              # or api, with the keys in an api section
        root: auto                    # as Open Dental finds it, or a path
        # pathMap: { '\\\\server\\OpenDentImages': /mnt/opendentimages }   # where this computer names it otherwise
        category: Photos              # an image category of the practice, by name
        zip: true                     # the whole export, byte for byte
        pictures: true
        rx: true
        meshes: false
`;

const FILESYSTEM_SECTION = `      use: filesystem
      inbox: ./inbox                  # request files, *.json or *.csv, are dropped here
      outbox: ./outbox                # what became of each request; leave out if nobody reads it
      charts: ./charts                # a folder for each patient
      # roster: ./patients.csv        # who exists, for scans that were started on the scanner
      layout: "{chartNumber}_{lastName}_{firstName}/{scanDate}_{orderId}"
      settle: 2s                      # a file counts as complete after this long unchanged
      retention: 30d                  # of request and result files
`;

const SECTIONS: Readonly<Record<string, string>> = { filesystem: FILESYSTEM_SECTION, opendental: OPENDENTAL_SECTION };
