using System.Text;
using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;
using IntegrationHub.Store.Journal;
using Microsoft.Extensions.Logging;

namespace IntegrationHub.Gateway.Conversion;

/// <summary>From journalled bytes to a FHIR bundle, or to every reason why not.</summary>
internal sealed partial class MessageConverter(
    GatewayOptions options, MessageMaps maps, GatewayMetrics metrics, ILogger<MessageConverter> log)
{
    private readonly Dictionary<string, InboundChannel> channels =
        options.Inbound.ToDictionary(c => c.Name, StringComparer.Ordinal);

    /// <summary>Never throws: a fault of a map is a dead letter, not the end of a loop.</summary>
    public ConversionResult Convert(ToConvert message)
    {
        var result = TryConvert(message);
        if (result.BundleJson is null)
            metrics.Failed(message.Channel);
        else
            metrics.Converted(message.Channel);
        return result;
    }

    private ConversionResult TryConvert(ToConvert message)
    {
        try
        {
            if (message.Damage is { } damage)
                return Failed(message, damage);
            var raw = message.Raw ?? throw new InvalidOperationException("The journal holds no bytes of it.");
            var parsed = Hl7Charset.Decode(raw.Span, message.Charset).Then(d => Hl7Message.Parse(d.Text));
            var converted = parsed.Then(m => maps.Convert(m, ContextOf(message)));
            return converted.TryGet(out var conversion, out var errors)
                ? Done(message, conversion)
                : Failed(message, errors);
        }
        catch (Exception e)
        {
            LogFault(log, message.Id, e.GetType().Name, e.StackTrace);
            return Failed(message, [new(HubErrorCode.Internal,
                $"The map failed with {e.GetType().Name}; it is a fault of the hub. Replay after an update.")]);
        }
    }

    private ConversionContext ContextOf(ToConvert message) => new()
    {
        MessageId = message.Id,
        Member = message.Member,
        Channel = message.Channel,
        ReceivedAt = message.ReceivedAt,
        DefaultOffset = options.DefaultOffset,
        Members = options.Members,
        Map = channels.GetValueOrDefault(message.Channel)?.Map ?? ChannelMap.Default,
    };

    private ConversionResult Done(ToConvert message, Adapters.Conversion conversion)
    {
        var json = FhirJson.Serialize(conversion.Bundle);
        if (Encoding.UTF8.GetByteCount(json) > options.Limits.BundleBytes)
            return Failed(message, [HubError.LimitExceeded("The size of a message as FHIR", options.Limits.BundleBytes)]);
        return new()
        {
            Id = message.Id,
            Attempt = message.Attempt,
            BundleJson = json,
            EventAt = conversion.EventAt,
            Unread = [.. conversion.Unread.Select(p => p.ToString())],
            Errors = conversion.Warnings,
        };
    }

    private static ConversionResult Failed(ToConvert message, IReadOnlyList<HubError> errors) =>
        new() { Id = message.Id, Attempt = message.Attempt, EventAt = message.ReceivedAt, Errors = errors };

    // The stack says where; the message of the exception might repeat a value of the patient.
    [LoggerMessage(EventId = 2203, Level = LogLevel.Error, Message = "A map failed on message {Id} with {Kind}: {Where}")]
    private static partial void LogFault(ILogger logger, Guid id, string kind, string? where);
}
