package dev.cloakroom.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SystemCallFilterTest {
  private static final int AMD64 = 0xC000_003E;
  private static final int ARM64 = 0xC000_00B7;
  private static final int I386 = 0x4000_0003;
  private static final String ALLOWED = "7fff0000";
  private static final String NOT_PERMITTED = "50001";
  private static final String NOT_THERE = "50026";
  private static final String NO_SUCH_FAMILY = "50061";

  @ParameterizedTest
  @CsvSource({
    "read,            0,   0,          0,          " + ALLOWED,
    "execve,          59,  0,          0,          " + ALLOWED,
    "mseal,           462, 0,          0,          " + ALLOWED,
    "one too new,     463, 0,          0,          " + NOT_THERE,
    "x32 read,        0x40000000, 0,   0,          " + NOT_THERE,
    "mount,           165, 0,          0,          " + NOT_PERMITTED,
    "unshare,         272, 0,          0,          " + NOT_PERMITTED,
    "keyctl,          250, 0,          0,          " + NOT_PERMITTED,
    "bpf,             321, 0,          0,          " + NOT_PERMITTED,
    "io_uring_setup,  425, 0,          0,          " + NOT_PERMITTED,
    "vhangup,         153, 0,          0,          " + NOT_PERMITTED,
    "clone3,          435, 0,          0,          " + NOT_THERE,
    "fork,            56,  0x1200011,  0,          " + ALLOWED,
    "new users,       56,  0x10000000, 0,          " + NOT_PERMITTED,
    "new network,     56,  0x40000011, 0,          " + NOT_PERMITTED,
    "TIOCGWINSZ,      16,  0,          0x5413,     " + ALLOWED,
    "TIOCSTI,         16,  0,          0x5412,     " + NOT_PERMITTED,
    "TIOCLINUX,       16,  0,          0x541C,     " + NOT_PERMITTED,
    "unix socket,     41,  1,          0,          " + ALLOWED,
    "IPv6 socket,     41,  10,         0,          " + ALLOWED,
    "vsock,           41,  40,         0,          " + NO_SUCH_FAMILY,
    "crypto socket,   41,  38,         0,          " + NO_SUCH_FAMILY,
    "own personality, 135, 0,          0,          " + ALLOWED,
    "ask personality, 135, 0xffffffff, 0,          " + ALLOWED,
    "odd personality, 135, 0x0400000,  0,          " + NOT_PERMITTED
  })
  void answersOnAmd64(String what, String number, String first, String second, String answer) {
    assertThat(ask("amd64", AMD64, number, first, second)).as(what).isEqualTo(answer);
  }

  @ParameterizedTest
  @CsvSource({
    "read,        63,  0,          " + ALLOWED,
    "mount,       40,  0,          " + NOT_PERMITTED,
    "setns,       268, 0,          " + NOT_PERMITTED,
    "clone3,      435, 0,          " + NOT_THERE,
    "fork,        220, 0x1200011,  " + ALLOWED,
    "new users,   220, 0x10000000, " + NOT_PERMITTED,
    "unix socket, 198, 1,          " + ALLOWED,
    "vsock,       198, 40,         " + NO_SUCH_FAMILY,
    "personality, 92,  0x0400000,  " + NOT_PERMITTED,
  })
  void answersOnArm64(String what, String number, String first, String answer) {
    assertThat(ask("aarch64", ARM64, number, first, "0")).as(what).isEqualTo(answer);
  }

  @Test
  void refusesWhatIsOfAnotherProcessor() {
    assertThat(ask("amd64", I386, "3", "0", "0")).isEqualTo(NOT_THERE);
    assertThat(ask("aarch64", AMD64, "63", "0", "0")).isEqualTo(NOT_THERE);
  }

  @Test
  void knowsNoOtherMachines() {
    assertThat(SystemCalls.of("riscv64")).isEmpty();
  }

  private static String ask(
      String machine, int processor, String number, String first, String second) {
    var call = ByteBuffer.allocate(64).order(ByteOrder.nativeOrder());
    call.putInt(0, Long.decode(number).intValue()).putInt(4, processor);
    call.putInt(16, Long.decode(first).intValue()).putInt(24, Long.decode(second).intValue());
    var program = ByteBuffer.wrap(SystemCallFilter.of(SystemCalls.of(machine).orElseThrow()));
    return Integer.toHexString(run(program.order(ByteOrder.nativeOrder()), call));
  }

  /// The kernel's part: jumps go forward only.
  private static int run(ByteBuffer program, ByteBuffer call) {
    int accumulator = 0;
    for (int at = 0; true; at += 8) {
      int yes = program.get(at + 2) & 0xff;
      int no = program.get(at + 3) & 0xff;
      int operand = program.getInt(at + 4);
      int compared = Integer.compareUnsigned(accumulator, operand);
      switch (program.getShort(at)) {
        case 0x20 -> accumulator = call.getInt(operand);
        case 0x06 -> {
          return operand;
        }
        case 0x15 -> at += 8 * (compared == 0 ? yes : no);
        case 0x25 -> at += 8 * (compared > 0 ? yes : no);
        case 0x35 -> at += 8 * (compared >= 0 ? yes : no);
        case 0x45 -> at += 8 * ((accumulator & operand) != 0 ? yes : no);
        default -> throw new AssertionError("an instruction that is not of ours");
      }
    }
  }
}
