import { expect } from 'chai';
import { TrustedHosts } from '../../dist/itero/trusted-hosts.js';

function refused(work: () => unknown): boolean {
  try {
    work();
    return false;
  } catch (error) {
    expect(error).to.have.property('code', 'CLOUD_ADDRESS_REFUSED');
    return true;
  }
}

describe('hosts that may see the token', () => {
  const hosts = new TrustedHosts(['iterocloud.example', '127.0.0.1']);
  for (const [address, allowed] of [
    ['https://iterocloud.example/x', true],
    ['https://eu.api.iterocloud.example', true],
    ['https://EU.IteroCloud.Example.', true],
    ['https://api.iterocloud.example:8443/x', true],
    ['http://127.0.0.1:8080/x', true],
    ['https://noiterocloud.example', false],
    ['https://iterocloud.example.evil.example', false],
    ['https://evil.example/?iterocloud.example', false],
    ['https://iterocloud.example@evil.example/', false],
    ['https://user@api.iterocloud.example/', false],
    ['http://api.iterocloud.example', false],
    ['http://127.0.0.2/', false],
    ['http://localhost/', false],
    ['ftp://iterocloud.example/', false],
    ['//iterocloud.example/', false],
    ['nonsense', false],
    ['https://ITEROCLOUD.EXAMPLE../', false],
    ['https://iteroclou\u0501.example/', false],
    ['https://xn--iteroclou-7dg.example/', false],
    ['https://iterocloud\u3002example/', true],
    ['https://iterocloud.example\\@evil.example/', true],
    ['https://iterocloud.example%2eevil.example/', false],
    ['http://0x7f.1:8080/', true],
    ['http://0177.0.0.1/', true],
    ['http://2130706433/', true],
    ['http://0177.0.0.2/', false],
    ['http://[::ffff:127.0.0.1]/', false],
  ] as const) {
    it(`${address}: ${allowed ? 'yes' : 'no'}`, () => {
      expect(refused(() => hosts.forToken(address))).to.equal(!allowed);
    });
  }

  it('name only the host when they refuse', () => {
    expect(() => hosts.forToken('https://evil.example/a?token=secret'))
      .to.throw()
      .with.property('detail', 'https://evil.example');
  });
});

describe('where a redirect may lead without the token', () => {
  const withLoopback = new TrustedHosts(['iterocloud.example', '127.0.0.1']);
  const without = new TrustedHosts(['iterocloud.example']);
  for (const [address, allowed] of [
    ['https://storage.example/file?sig=1', true],
    ['https://8.8.8.8/file', true],
    ['http://storage.example/file', false],
    ['https://10.1.2.3/', false],
    ['https://172.31.0.1/', false],
    ['https://192.168.1.1/', false],
    ['https://169.254.169.254/latest', false],
    ['https://100.64.0.1/', false],
    ['https://0.0.0.0/', false],
    ['https://2130706433/', false],
    ['https://0x0a.1/', false],
    ['https://0251.0376.0251.0376/', false],
    ['https://169.254.169.254./', false],
    ['https://[::]/', false],
    ['https://[fd00:ec2::254]/', false],
    ['https://[64:ff9b::10.0.0.1]/', false],
    ['https://[64:ff9b::a9fe:a9fe]/', false],
    ['https://[64:ff9b::]/', false],
    ['https://[64:ff9b::8.8.8.8]/', true],
    ['https://[2002:7f00:1::]/', false],
    ['https://[2001:0:7f00:1::]/', false],
    ['https://[2606:4700::1111]/', true],
    ['https://LOCALHOST./', false],
    ['https://[fe80::1]/', false],
    ['https://[fd00::1]/', false],
    ['https://[::ffff:10.0.0.1]/', false],
    ['https://[::ffff:127.0.0.1]/', false],
    ['https://localhost/', false],
    ['https://x.localhost/', false],
    ['https://user:pass@storage.example/', false],
    ['file:///etc/hosts', false],
  ] as const) {
    it(`${address}: ${allowed ? 'yes' : 'no'}`, () => {
      expect(refused(() => without.forStranger(new URL(address)))).to.equal(!allowed);
    });
  }

  it('this computer only where it is allowed', () => {
    for (const address of ['http://127.0.0.1:1/', 'http://localhost:1/', 'http://[::1]:1/']) {
      expect(refused(() => without.forStranger(new URL(address)))).to.equal(true);
      expect(refused(() => withLoopback.forStranger(new URL(address)))).to.equal(false);
    }
  });
});
