using IntegrationHub.Hub.Configuration;

namespace IntegrationHub.Hub.Demo;

/// <summary>What the terminal says when the demo is ready.</summary>
internal static class DemoWelcome
{
    public static void Say(TextWriter output, HubConfiguration configuration, DemoFile file, bool sends)
    {
        var web = configuration.Settings.Urls[0];
        var county = file.Channels.FirstOrDefault(c => c.Tier == "county");
        output.WriteLine($"""

            IntegrationHub demo is ready.

              Start page        {web}/
              Operations desk   {web}/ops      no login from this machine; accounts: docs/security/people.md
              FHIR API          {file.Fhir}      tokens: {Path.Combine(configuration.Folder, DemoFile.Name)}
              Traffic           {(sends ? "synthetic patients, 1-2 messages a second" : "none (--no-traffic)")}

            """);
        foreach (var channel in file.Channels)
            output.WriteLine($"  mllp://127.0.0.1:{channel.Port}  {channel.Charset,-8}  MSH-4 {channel.Facility,-12}  "
                + $"{channel.Member} ({channel.Tier})");
        if (county is not null)
            output.WriteLine($"""

            Try:
              hub send message.hl7 --charset {county.Charset} --to mllp://127.0.0.1:{county.Port}
              hub messages --hub {web}
              hub trace MSH-10-or-message-id --hub {web}

            Ctrl+C stops it; the next start on the same --data goes on.
            """);
        output.Flush();
    }
}
