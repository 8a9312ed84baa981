import { expect } from 'chai';
import { isAsClaimed, MediaProbe } from '../../dist/download/media.js';
import { HTML, jpeg, stl, XML } from './sample-files.js';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNkYAAAAAYAAjCB0C8AAAAASUVORK5CYII=',
  'base64',
);
const PDF = Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n');
const ASCII_STL = Buffer.from(
  'solid arch\nfacet normal 0 0 1\nouter loop\nvertex 0 0 0\nvertex 1 0 0\nvertex 0 1 0\nendloop\nendfacet\nendsolid arch\n',
);

const plyHeader = (format: string, vertices: number, faces = 0): Buffer =>
  Buffer.from(
    `ply\nformat ${format} 1.0\ncomment made by a test\nelement vertex ${vertices}\nproperty float x\nproperty float y\nproperty float z\nproperty uchar red\nelement face ${faces}\nproperty list uchar int vertex_indices\nend_header\n`,
  );
const ply = (vertices: number, faces: number): Buffer =>
  Buffer.concat([plyHeader('binary_little_endian', vertices, faces), Buffer.alloc(13 * vertices + 13 * faces)]);
const utf16 = (text: string): Buffer => Buffer.from(`\ufeff${text}`, 'utf16le');

function media(data: Buffer, piece = data.length): string {
  const probe = new MediaProbe();
  for (let at = 0; at < data.length; at += piece) probe.update(data.subarray(at, at + piece));
  return probe.media();
}

describe('telling files by their bytes', () => {
  const kinds: Readonly<Record<string, readonly [string, Buffer][]>> = {
    stl: [
      ['binary', stl(20)],
      ['binary without a triangle', stl(0)],
      ['binary that begins like ASCII', Buffer.concat([Buffer.from('solid'), stl(3).subarray(5)])],
      ['ASCII', ASCII_STL],
    ],
    ply: [
      ['binary', ply(100, 50)],
      ['ASCII', Buffer.concat([plyHeader('ascii', 1), Buffer.from('0 0 0 9')])],
      ['with CRLF', Buffer.from('ply\r\nformat ascii 1.0\r\nelement vertex 0\r\nproperty float x\r\nend_header\r\n')],
    ],
    jpeg: [
      ['plain', jpeg(5000)],
      ['with padding at its end', Buffer.concat([jpeg(500), Buffer.alloc(20)])],
    ],
    png: [['plain', PNG]],
    pdf: [['plain', PDF]],
    xml: [
      ['plain', XML],
      ['without a declaration, after a blank line', Buffer.from('\r\n<iTeroExport/>')],
      ['with a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), XML])],
      ['in UTF-16', utf16(XML.toString())],
    ],
    html: [
      ['plain', HTML],
      ['without a doctype', Buffer.from('  <html lang="en"><p>')],
      ['as XHTML', Buffer.from('<?xml version="1.0"?>\n<!DOCTYPE html>\n<html>')],
      ['in UTF-16', utf16(HTML.toString())],
    ],
    other: [
      ['nothing', Buffer.alloc(0)],
      ['text', Buffer.from('hello')],
      ['STL with a byte too many', Buffer.concat([stl(20), Buffer.alloc(1)])],
      ['STL with a byte too few', stl(20).subarray(0, -1)],
      ['ASCII STL without its end', ASCII_STL.subarray(0, -20)],
      ['JPEG without its end', jpeg(5000).subarray(0, -2)],
      ['PNG without its end', PNG.subarray(0, -12)],
      ['PDF without its end', PDF.subarray(0, -8)],
      ['PLY shorter than its header says', ply(100, 50).subarray(0, -700)],
      ['PLY without the end of its header', plyHeader('ascii', 0).subarray(0, -12)],
      ['PLY of an unknown format', plyHeader('packed', 0)],
      [
        'PLY with an unknown type',
        Buffer.from('ply\nformat ascii 1.0\nelement vertex 1\nproperty quad x\nend_header\n0\n'),
      ],
      [
        'PLY with an impossible count',
        Buffer.from('ply\nformat ascii 1.0\nelement vertex -1\nproperty int x\nend_header\n0\n'),
      ],
    ],
  };

  for (const [kind, samples] of Object.entries(kinds)) {
    for (const [what, data] of samples) {
      it(`tells ${kind}: ${what}, however it comes in pieces`, () => {
        for (const piece of [data.length || 1, 1, 7, 1023, 1024, 1025])
          expect(media(data, piece), `in pieces of ${piece}`).to.equal(kind);
      });
    }
  }

  it('takes a name for a claim only by the extensions that it knows', () => {
    expect(isAsClaimed('a.STL', 'stl')).to.equal(true);
    expect(isAsClaimed('folder.stl/a.jpeg', 'jpeg')).to.equal(true);
    expect(isAsClaimed('a.stl', 'ply')).to.equal(false);
    expect(isAsClaimed('a.png', 'jpeg')).to.equal(false);
    for (const name of ['a.xml', 'a.html', 'a.pts', 'stl', 'a'])
      expect(isAsClaimed(name, 'other'), name).to.equal(true);
  });
});
