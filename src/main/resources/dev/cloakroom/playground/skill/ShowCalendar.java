import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

/** Prints the calendar. Needs nothing but a JDK: {@code java ShowCalendar.java}. */
final class ShowCalendar {
  private static final String EVENTS =
      "/calendar/v3/calendars/primary/events?singleEvents=true&orderBy=startTime";
  private static final Pattern ACCESS = Pattern.compile("\"access_token\"\\s*:\\s*\"([^\"]*)\"");
  private static final Pattern SUMMARY = Pattern.compile("\"summary\":\"([^\"]*)\"");
  private static final Pattern EVENT =
      Pattern.compile(
          "\"summary\":\"([^\"]*)\",\"location\":\"([^\"]*)\","
              + "\"start\":\\{\"dateTime\":\"([0-9-]+)T([0-9:]{5})");

  public static void main(String[] arguments) throws IOException, InterruptedException {
    var api = System.getenv().getOrDefault("CALENDAR_API", "");
    var file = System.getenv().getOrDefault("TOKEN_FILE", "/workspace/tokens/local-calendar.json");
    if (api.isEmpty()) {
      fail("CALENDAR_API is not set: it is the base URL of the calendar.");
    }
    var request =
        HttpRequest.newBuilder(URI.create(api + EVENTS))
            .timeout(Duration.ofSeconds(20))
            .header("Authorization", "Bearer " + readToken(Path.of(file)))
            .build();
    show(fetch(request));
  }

  private static String readToken(Path file) throws IOException {
    try {
      var match = ACCESS.matcher(Files.readString(file));
      return match.find() ? match.group(1) : "";
    } catch (NoSuchFileException _) {
      var name = file.getFileName().toString().replaceAll("\\.json$", "");
      System.out.println("AUTH_REQUIRED:" + name + ":calendar");
      System.exit(0);
      return "";
    }
  }

  private static String fetch(HttpRequest request) throws InterruptedException {
    try (var client = HttpClient.newHttpClient()) {
      var reply = client.send(request, HttpResponse.BodyHandlers.ofString());
      switch (reply.statusCode()) {
        case 200 -> {}
        case 401 -> fail("The calendar refused the token: it is expired or revoked.");
        default -> fail("The calendar answered with status " + reply.statusCode() + ".");
      }
      return reply.body();
    } catch (IOException e) {
      fail("The calendar can't be reached: " + e);
      return "";
    }
  }

  private static void show(String json) {
    var name = SUMMARY.matcher(json);
    System.out.println(name.find() ? name.group(1) : "Calendar");
    EVENT
        .matcher(json)
        .results()
        .map(e -> "  %s %s  %s (%s)".formatted(e.group(3), e.group(4), e.group(1), e.group(2)))
        .forEach(System.out::println);
  }

  private static void fail(String message) {
    System.err.println(message);
    System.exit(1);
  }
}
