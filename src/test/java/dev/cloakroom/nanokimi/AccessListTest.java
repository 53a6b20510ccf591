package dev.cloakroom.nanokimi;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AccessListTest {
  private static final int MASK_AT = 4 + 3 * 8 + 2;

  @Test
  void isWrittenAsLinuxHasIt() {
    var list = AccessList.of(6, 1000, 4);

    assertThat(HexFormat.of().formatHex(list.bytes()))
        .isEqualTo(
            "02000000"
                + "01000600ffffffff"
                + "02000400e8030000"
                + "04000000ffffffff"
                + "10000400ffffffff"
                + "20000000ffffffff");
    assertThat(AccessList.read(list.bytes())).isEqualTo(list);
  }

  @Test
  void isNoListWhenItIsCutShort() {
    assertThat(AccessList.read(new byte[] {2, 0, 0, 0, 1})).isNull();
    assertThat(AccessList.read(new byte[] {1, 0, 0, 0})).isNull();
    assertThat(AccessList.read(new byte[0])).isNull();
  }

  @Test
  void letsNobodyMoreThanItsMask() {
    var bytes = AccessList.of(6, 1000, 6).with(1001).bytes();
    ByteBuffer.wrap(bytes).put(MASK_AT + 8, (byte) 0);
    var masked = Objects.requireNonNull(AccessList.read(bytes));

    assertThat(masked.effective(1000)).isZero();
    assertThat(masked.opensToOthersThan(Set.of())).isFalse();
  }

  @Test
  void knowsWhomItOpensTo() {
    var list = AccessList.of(6, 1000, 6).with(1001);

    assertThat(list.effective(1001)).isEqualTo(6);
    assertThat(list.opensToOthersThan(Set.of(1000))).isTrue();
    assertThat(list.opensToOthersThan(Set.of(1000, 1001))).isFalse();
  }
}
