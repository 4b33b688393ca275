using System.Text;
using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Gateway.Conversion;
using IntegrationHub.Gateway.Delivery;
using IntegrationHub.Gateway.Intake;
using IntegrationHub.Hl7v2;
using IntegrationHub.Store.Journal;

namespace IntegrationHub.Gateway.Desk;

/// <summary>Runs dead letters again, messages and deliveries alike, as they are or with a corrected text.</summary>
internal sealed class ReplayDesk(
    GatewayJournal journal, ConversionLoop conversion, DeliveryLanes lanes, GatewayOptions options)
{
    private const int Most = 1_000;

    public async Task<CommandAnswer> ReplayAsync(CommandReplay command, CancellationToken ct)
    {
        if (command.MessageIds.Count > Most)
            return Refused(HubError.LimitExceeded("The number of messages of one replay", Most));
        if (command.EditedRaw is not null && command.MessageIds.Count != 1)
            return Refused(new(HubErrorCode.NotSupported, "A corrected text belongs to exactly one message."));
        var (done, errors) = (0, new List<HubError>());
        foreach (var id in command.MessageIds.Distinct())
        {
            var result = await ReplayOneAsync(id, command, ct);
            done += result.IsOk ? 1 : 0;
            errors.AddRange(result.Errors);
        }
        conversion.Wake();
        foreach (var lane in lanes.All)
            lane.Wake();
        return new() { Done = done, Errors = errors };
    }

    private async Task<Result<bool>> ReplayOneAsync(Guid id, CommandReplay command, CancellationToken ct)
    {
        if (journal.Read(s => s.Content(id)) is not { } kept || !options.IsOf(kept.Channel, command.Member))
            return HubError.NotFound($"Message {id}");
        if (kept.Charset is null)
            return await journal.WriteAsync(
                "replay", s => s.ReplayDelivery(id, command.By, journal.Clock.GetUtcNow()), ct)
                ? true
                : NotDead(id);
        if (kept.Charset.Length == 0)
            return new HubError(HubErrorCode.NotSupported,
                "A refused frame was never taken: its sender has to send it again.", id.ToString());
        if (!Prepare(id, kept, command).TryGet(out var replay, out var errors))
            return Result<bool>.Failed(errors);
        return await journal.WriteAsync("replay", s => s.Replay(replay, journal.Clock.GetUtcNow()), ct)
            ? true
            : NotDead(id);
    }

    /// <summary>The stream is found anew: a correction may change the patient or the urgency.</summary>
    private static Result<Replay> Prepare(Guid id, KeptContent kept, CommandReplay command)
    {
        var text = command.EditedRaw is { } edited ? edited.ReplaceLineEndings("\r")
            : kept.Edited is { } before ? Encoding.UTF8.GetString(before)
            : Hl7Charset.Decode(kept.Raw, kept.Charset!) is { IsOk: true } decoded ? decoded.Value.Text : "";
        return Hl7Message.Parse(text).Then<Replay>(message =>
        {
            var urgency = UrgencyScan.Of(message);
            var stream = UrgencyScan.Stream(StreamKeys.Of(message, kept.StreamMember), urgency);
            return new Replay(
                id, command.EditedRaw is null ? null : Encoding.UTF8.GetBytes(text), stream, urgency, command.By);
        });
    }

    private static HubError NotDead(Guid id) =>
        new(HubErrorCode.Conflict, "Only dead letters can be replayed; this one is not dead.", id.ToString());

    private static CommandAnswer Refused(HubError error) => new() { Done = 0, Errors = [error] };
}
