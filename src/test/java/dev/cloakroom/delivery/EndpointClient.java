package dev.cloakroom.delivery;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.cloakroom.credential.Secret;
import dev.cloakroom.json.JsonText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/// Asks a run's endpoint over its Unix socket, one connection a request.
record EndpointClient(Path socket) {
  private static final String FORM = "application/x-www-form-urlencoded";

  /// What came back; its headers by lower-case name.
  record Reply(int status, Map<String, String> headers, String body) {
    /// A member of the JSON object that came.
    Object member(String name) {
      return Objects.requireNonNull(members().get(name), () -> name + " is not in " + body);
    }

    @SuppressWarnings("unchecked")
    Map<String, Object> members() {
      return (Map<String, Object>) Objects.requireNonNull(JsonText.read(body));
    }

    String text(String name) {
      return (String) member(name);
    }

    long number(String name) {
      return ((Number) member(name)).longValue();
    }
  }

  /// Posts a form: names and values in turn.
  Reply post(String path, String... fields) {
    return post(path, "", fields);
  }

  /// The same, with HTTP Basic.
  Reply postAs(String id, Secret secret, String path, String... fields) {
    var pair = secret.useText(text -> id + ":" + text);
    var basic = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    return post(path, "Authorization: Basic " + basic + "\r\n", fields);
  }

  private Reply post(String path, String headers, String... fields) {
    var form = new StringBuilder();
    for (int i = 0; i < fields.length; i += 2) {
      form.append(i == 0 ? "" : "&")
          .append(fields[i])
          .append('=')
          .append(URLEncoder.encode(fields[i + 1], UTF_8));
    }
    return ask("POST", path, headers + "Content-Type: " + FORM + "\r\n", form.toString());
  }

  Reply postRaw(String path, String contentType, String body) {
    return ask("POST", path, "Content-Type: " + contentType + "\r\n", body);
  }

  /// Asks without a body; headers are `Name: value`.
  Reply get(String path, String... headers) {
    return ask("GET", path, String.join("", withEnds(headers)), "");
  }

  private static String[] withEnds(String... headers) {
    var lines = headers.clone();
    for (int i = 0; i < lines.length; i++) {
      lines[i] += "\r\n";
    }
    return lines;
  }

  private Reply ask(String method, String path, String headers, String body) {
    var request =
        "%s %s HTTP/1.1\r\nHost: 127.0.0.1:8181\r\nConnection: close\r\n%sContent-Length: %d\r\n\r\n%s"
            .formatted(method, path, headers, body.getBytes(UTF_8).length, body);
    try (var channel = SocketChannel.open(UnixDomainSocketAddress.of(socket))) {
      channel.write(ByteBuffer.wrap(request.getBytes(UTF_8)));
      return reply(new String(Channels.newInputStream(channel).readAllBytes(), UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Reply reply(String reply) {
    int end = reply.indexOf("\r\n\r\n");
    if (end < 0) {
      return new Reply(0, Map.of(), reply); // hung up
    }
    var headers = new HashMap<String, String>();
    reply
        .substring(0, end)
        .lines()
        .skip(1)
        .forEach(line -> {
          int colon = line.indexOf(':');
          headers.put(
              line.substring(0, colon).toLowerCase(Locale.ROOT), line.substring(colon + 1).strip());
        });
    return new Reply(Integer.parseInt(reply.substring(9, 12)), headers, reply.substring(end + 4));
  }
}
