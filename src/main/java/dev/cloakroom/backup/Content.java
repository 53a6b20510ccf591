package dev.cloakroom.backup;

import dev.cloakroom.consent.Block;
import dev.cloakroom.credential.AccountId;
import dev.cloakroom.credential.Scopes;
import dev.cloakroom.vault.Inventory;
import dev.cloakroom.vault.InventoryCodec;
import dev.cloakroom.workload.Form;
import dev.cloakroom.workload.Grant;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/// What is in a backup. The audit is not, nor are requests that are open, nor grants of runs that
/// were under way.
///
/// @param inventory of the vault
/// @param grants who may use what
/// @param blocks who may not ask for what any more
record Content(Inventory inventory, List<Grant> grants, List<Block> blocks) {
  byte[] encode() {
    var bytes = new ByteArrayOutputStream(1 << 16);
    try (var out = new DataOutputStream(bytes)) {
      InventoryCodec.write(out, inventory);
      InventoryCodec.writeAll(out, grants, Content::write);
      InventoryCodec.writeAll(out, blocks, Content::write);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  static Content decode(byte[] bytes) {
    try (var in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      return new Content(
          InventoryCodec.read(in),
          InventoryCodec.readAll(in, Content::grant),
          InventoryCodec.readAll(in, Content::block));
    } catch (IOException | IllegalArgumentException _) {
      throw SealedFile.damaged(); // whoever knows the passphrase can write anything
    }
  }

  private static void write(DataOutputStream out, Grant grant) throws IOException {
    out.writeUTF(grant.workload());
    out.writeUTF(grant.account().toString());
    out.writeUTF(grant.name());
    out.writeUTF(grant.scopes().toString());
    out.writeUTF(grant.form().line());
  }

  private static Grant grant(DataInputStream in) throws IOException {
    return new Grant(
        in.readUTF(),
        AccountId.parse(in.readUTF()).orElseThrow(() -> new IOException("not an account")),
        in.readUTF(),
        Scopes.parse(in.readUTF()),
        Form.ofLine(in.readUTF()));
  }

  private static void write(DataOutputStream out, Block block) throws IOException {
    out.writeUTF(block.workload());
    out.writeUTF(block.provider());
  }

  private static Block block(DataInputStream in) throws IOException {
    return new Block(in.readUTF(), in.readUTF());
  }
}
