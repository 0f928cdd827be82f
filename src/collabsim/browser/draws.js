// What translated functions need that JavaScript has not: Python's arithmetic, and the random draws.

function $modulo(a, b) { return a - b * Math.floor(a / b); }
function $floorDivide(a, b) { return Math.floor(a / b); }
function $isInf(x) { return x === Infinity || x === -Infinity; }
function $copySign(x, sign) { return (Object.is(sign, -0) || sign < 0) === (Object.is(x, -0) || x < 0) ? x : -x; }
function $extent(table, dimension) { return dimension === 0 ? table.length : $extent(table[0], dimension - 1); }
function $count(items) { return items.length; }

// The upper 32 bits of the product of two 32-bit words; Math.imul gives the lower ones.
function $upper(a, b) {
  const aLow = a & 0xffff, aHigh = a >>> 16, bLow = b & 0xffff, bHigh = b >>> 16;
  const middle = aHigh * bLow + ((aLow * bLow) >>> 16);
  const other = aLow * bHigh + (middle & 0xffff);
  return (aHigh * bHigh + (middle - (middle & 0xffff)) / 0x10000 + (other - (other & 0xffff)) / 0x10000) >>> 0;
}

// One block of Philox 4x32-10 (Salmon et al. 2011): two uniforms in (0, 1) at an address.
// A seed is its two 32-bit words, the lower first.
function $uniforms(seed, replicate, month, decision, who, what) {
  let c0 = who >>> 0, c1 = what >>> 0, c2 = (month | (decision << 16)) >>> 0, c3 = replicate >>> 0;
  let k0 = seed[0] >>> 0, k1 = seed[1] >>> 0;
  for (let round = 0; round < 10; round++) {
    const aHigh = $upper(c0, 0xd2511f53), aLow = Math.imul(c0, 0xd2511f53);
    const bHigh = $upper(c2, 0xcd9e8d57), bLow = Math.imul(c2, 0xcd9e8d57);
    c0 = (bHigh ^ c1 ^ k0) >>> 0;
    c1 = bLow >>> 0;
    c2 = (aHigh ^ c3 ^ k1) >>> 0;
    c3 = aLow >>> 0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [$unit(c0, c1), $unit(c2, c3)];
}

// One uniform in (0, 1) of 52 bits, made of two words.
function $unit(high, low) { return ((high >>> 6) * 67108864 + (low >>> 6) + 0.5) * 2.220446049250313e-16; }
