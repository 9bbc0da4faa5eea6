package io.onedag.definition;

/**
 * SHA-256 (FIPS 180-4) of a few bytes. The platform's costs a process that lives briefly the loading of its providers of security, which is a fifth of its start;
 * of many bytes it is the faster one.
 */
final class Sha256 {

    /** Up to so many bytes it is worth while. */
    static final int MOST = 16 * 1024;

    private static final int BLOCK = 64;
    private static final int ROUNDS = 64;
    private static final int[] CONSTANTS = new int[ROUNDS];
    private static final int[] START = new int[8];

    // The first 32 bits of the fractional parts of the cube roots of the first 64 primes, and of the square roots of
    // the first 8.
    static {
        int found = 0;
        for (int candidate = 2; found < ROUNDS; candidate++) {
            if (isPrime(candidate)) {
                CONSTANTS[found] = fraction(Math.cbrt(candidate));
                if (found < START.length) {
                    START[found] = fraction(Math.sqrt(candidate));
                }
                found++;
            }
        }
    }

    private Sha256() {}

    private static boolean isPrime(int number) {
        for (int i = 2; i * i <= number; i++) {
            if (number % i == 0) {
                return false;
            }
        }
        return true;
    }

    private static int fraction(double root) {
        return (int) (long) ((root - Math.floor(root)) * 0x1p32);
    }

    static byte[] of(byte[] message) {
        int[] hash = START.clone();
        int blocks = (message.length + 8) / BLOCK + 1;
        byte[] padded = new byte[blocks * BLOCK];
        System.arraycopy(message, 0, padded, 0, message.length);
        padded[message.length] = (byte) 0x80;
        long bits = (long) message.length * Byte.SIZE;
        for (int i = 0; i < Long.BYTES; i++) {
            padded[padded.length - 1 - i] = (byte) (bits >>> i * Byte.SIZE);
        }
        int[] words = new int[ROUNDS];
        for (int block = 0; block < blocks; block++) {
            add(padded, block * BLOCK, words, hash);
        }
        byte[] result = new byte[hash.length * Integer.BYTES];
        for (int i = 0; i < result.length; i++) {
            result[i] = (byte) (hash[i / Integer.BYTES] >>> (3 - i % Integer.BYTES) * Byte.SIZE);
        }
        return result;
    }

    private static void add(byte[] padded, int at, int[] words, int[] hash) {
        for (int i = 0; i < 16; i++) {
            int from = at + i * Integer.BYTES;
            words[i] = (padded[from] & 0xFF) << 24
                    | (padded[from + 1] & 0xFF) << 16
                    | (padded[from + 2] & 0xFF) << 8
                    | (padded[from + 3] & 0xFF);
        }
        for (int i = 16; i < ROUNDS; i++) {
            int a = words[i - 15];
            int b = words[i - 2];
            int first = Integer.rotateRight(a, 7) ^ Integer.rotateRight(a, 18) ^ a >>> 3;
            int second = Integer.rotateRight(b, 17) ^ Integer.rotateRight(b, 19) ^ b >>> 10;
            words[i] = words[i - 16] + first + words[i - 7] + second;
        }
        int a = hash[0];
        int b = hash[1];
        int c = hash[2];
        int d = hash[3];
        int e = hash[4];
        int f = hash[5];
        int g = hash[6];
        int h = hash[7];
        for (int i = 0; i < ROUNDS; i++) {
            int s1 = Integer.rotateRight(e, 6) ^ Integer.rotateRight(e, 11) ^ Integer.rotateRight(e, 25);
            int t1 = h + s1 + (e & f ^ ~e & g) + CONSTANTS[i] + words[i];
            int s0 = Integer.rotateRight(a, 2) ^ Integer.rotateRight(a, 13) ^ Integer.rotateRight(a, 22);
            int t2 = s0 + (a & b ^ a & c ^ b & c);
            h = g;
            g = f;
            f = e;
            e = d + t1;
            d = c;
            c = b;
            b = a;
            a = t1 + t2;
        }
        hash[0] += a;
        hash[1] += b;
        hash[2] += c;
        hash[3] += d;
        hash[4] += e;
        hash[5] += f;
        hash[6] += g;
        hash[7] += h;
    }
}
