package weft.conformance;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/// Ways to damage a block of octets.
enum BlockDamage {
  BIT {
    @Override
    byte[] damage(byte[] block, int at, RandomGenerator random) {
      block[at] ^= (byte) (1 << random.nextInt(8));
      return block;
    }
  },
  OCTET {
    @Override
    byte[] damage(byte[] block, int at, RandomGenerator random) {
      block[at] = octet(random);
      return block;
    }
  },
  INSERTION {
    @Override
    byte[] damage(byte[] block, int at, RandomGenerator random) {
      byte[] more = new byte[1 + random.nextInt(8)];
      random.nextBytes(more);
      return join(Arrays.copyOf(block, at), more, Arrays.copyOfRange(block, at, block.length));
    }
  },
  DELETION {
    @Override
    byte[] damage(byte[] block, int at, RandomGenerator random) {
      int to = Math.min(block.length, at + 1 + random.nextInt(3));
      return join(Arrays.copyOf(block, at), Arrays.copyOfRange(block, to, block.length));
    }
  },
  REPETITION {
    @Override
    byte[] damage(byte[] block, int at, RandomGenerator random) {
      return join(block, Arrays.copyOfRange(block, at, block.length));
    }
  },
  END {
    @Override
    byte[] damage(byte[] block, int at, RandomGenerator random) {
      return Arrays.copyOf(block, at);
    }
  },
  NOISE {
    @Override
    byte[] damage(byte[] block, int at, RandomGenerator random) {
      byte[] noise = new byte[1 + random.nextInt(30)];
      random.nextBytes(noise);
      return noise;
    }
  };

  private static final byte[] EDGES = {0, 0x0f, 0x1f, 0x20, 0x3f, 0x40, 0x7f, -128, -1};

  /// Returns `block` with one damage of a kind and at a place that `random` chooses.
  static byte[] of(byte[] block, RandomGenerator random) {
    if (block.length == 0) {
      return block;
    }
    BlockDamage kind = values()[random.nextInt(values().length)];
    return kind.damage(block.clone(), random.nextInt(block.length), random);
  }

  /// @param block may be changed
  abstract byte[] damage(byte[] block, int at, RandomGenerator random);

  /// Returns an octet, often one at which the form of a field or the length of an integer changes.
  private static byte octet(RandomGenerator random) {
    return random.nextBoolean() ? EDGES[random.nextInt(EDGES.length)] : (byte) random.nextInt(256);
  }

  private static byte[] join(byte[]... parts) {
    byte[] whole = new byte[Arrays.stream(parts).mapToInt(part -> part.length).sum()];
    int at = 0;
    for (byte[] part : parts) {
      System.arraycopy(part, 0, whole, at, part.length);
      at += part.length;
    }
    return whole;
  }
}
