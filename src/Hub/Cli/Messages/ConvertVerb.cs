using System.CommandLine;
using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway;
using IntegrationHub.Hl7v2;
using IntegrationHub.Hub.Configuration.Yaml;
using IntegrationHub.Hub.Roles;

namespace IntegrationHub.Hub.Cli;

/// <summary><c>hub convert FILE</c>: a message as FHIR, and what became of every field.</summary>
internal static class ConvertVerb
{
    public static Command Create()
    {
        var file = new Argument<string>("FILE") { Description = "HL7 v2 message; - reads standard input." };
        var channel = new Option<string?>("--channel")
        {
            Description = "Convert as this channel would.",
            HelpName = "NAME",
        };
        var config = Options.Config();
        var explain = new Option<bool>("--explain")
        {
            Description = "Show which row read which field and wrote what, and what nobody read.",
        };
        var json = new Option<bool>("--json")
        {
            Description = "Print one JSON object: bundle, unread, warnings, steps.",
        };
        var command = new Command("convert",
            "Convert one HL7 v2 message to a FHIR Bundle, without a hub. Exit code 1 when it cannot be converted.")
        {
            file, channel, config, explain, json,
        };
        command.SetAction(async (run, ct) =>
        {
            if (await MessageFile.ReadAsync(run.GetRequiredValue(file), ct) is not { } bytes)
                return run.Fail(ExitCode.Fault, $"{run.GetRequiredValue(file)} cannot be read.");
            var wanted = run.GetValue(channel);
            if (wanted is null)
                return Convert(run, bytes, null, null, run.GetValue(explain), run.GetValue(json));
            if (Options.Read(run, config) is not { } configuration)
                return ExitCode.Fault;
            if (configuration.Inbound.FirstOrDefault(c => c.Name == wanted) is not { } found)
                return run.Fail(ExitCode.Fault, $"\"{wanted}\" is no inbound channel."
                    + NearestName.Hint(wanted, configuration.Inbound.Select(c => c.Name)));
            return Convert(run, bytes, found, configuration.Members, run.GetValue(explain), run.GetValue(json));
        });
        return command;
    }

    private static int Convert(
        ParseResult run, byte[] bytes, InboundChannel? channel, MemberDirectory? members, bool explain, bool json)
    {
        var parsed = Hl7Charset.Decode(bytes, channel?.Charset ?? Hl7Charset.Auto)
            .Then(decoded => Hl7Message.Parse(decoded.Text));
        if (!parsed.TryGet(out var message, out var unreadable))
            return Refuse(run, unreadable);
        var facility = message.Header.SendingFacility;
        members ??= Alone(facility);
        var context = new ConversionContext
        {
            MessageId = Guid.Empty, // the same file gives the same bundle
            Member = channel?.Member ?? members.All[0].Id,
            Channel = channel?.Name ?? "convert",
            ReceivedAt = TimeProvider.System.GetUtcNow(),
            Members = members,
            Map = channel?.Map ?? ChannelMap.Default,
            Explain = explain,
        };
        if (!Hl7Converter.Convert(message, context).TryGet(out var conversion, out var errors))
            return Refuse(run, errors);
        if (json)
            ConversionText.PrintJson(run, conversion);
        else
            ConversionText.Print(run, conversion, explain);
        return ExitCode.Done;
    }

    private static MemberDirectory Alone(string facility) => new(
    [
        new Member
        {
            Id = "sender",
            Name = "sender",
            Tier = Tier.County,
            Facilities = [facility.Length > 0 ? facility : "SENDER"],
            Gateway = "convert",
        },
    ]);

    private static int Refuse(ParseResult run, IReadOnlyList<HubError> errors) =>
        run.Fail(ExitCode.Fault, errors.Select(e => e.ToString()));
}
