using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Adapters;

/// <summary>HL7 v2 → FHIR R4. Pure: no clock, no I/O, no state; safe to call from many threads.</summary>
public static class Hl7Converter
{
    /// <summary>Every event a family of maps covers, sorted.</summary>
    public static IReadOnlyList<string> Events => Family.Events;

    /// <summary>True for the events a family of maps covers, e.g. <c>ORU^R01</c>.</summary>
    public static bool Supports(string @event) => Family.Find(@event) is not null;

    /// <summary>Converts one message.</summary>
    /// <param name="message">As it came; its <see cref="Hl7Message.ReadLog"/> is used for the account of its
    /// fields.</param>
    /// <param name="context">What is known besides the message.</param>
    /// <returns>The transaction and the account of its fields; or every reason at once why there is none.</returns>
    public static Result<Conversion> Convert(Hl7Message message, ConversionContext context)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(context);
        if (Family.Find(message.Header.Event) is not { } read)
            return new HubError(
                HubErrorCode.EventUnsupported, $"No map covers this event; covered are {string.Join(", ", Events)}.",
                    "MSH-9");

        var rewritten = PathRewriter.Rewrite(message, context.Map);
        if (!rewritten.TryGet(out var source, out var errors))
            return Result<Conversion>.Failed(errors);
        source.Message.ReadLog = new ReadLog();
        var scope = new Scope(source.Message, context);
        MshMap.Rows.Read(source.Message.Segments[0], scope.Provenance, scope);
        if (source.Message.First("EVN") is { } evn)
            EvnMap.Rows.Read(evn, scope.Provenance, scope);
        PatientReader.Read(scope);
        read(scope);
        return scope.Errors.Count > 0 ? Result<Conversion>.Failed([.. scope.Errors.Distinct()]) : Finish(scope, source);
    }

    private static Conversion Finish(Scope scope, RewrittenMessage source)
    {
        var context = scope.Context;
        var at = EventTime(scope);
        Origin.Complete(scope);
        var bundle = scope.Draft.Build(scope.Provenance);
        bundle.Identifier = new(FhirNames.MessageId, context.MessageId.ToString());
        bundle.Timestamp = at;
        return new()
        {
            Bundle = bundle,
            Urgency = scope.Urgency,
            EventAt = at,
            Unread = source.ToOriginal(scope.Unread),
            Warnings = scope.Warnings,
            Steps = scope.Steps,
        };
    }

    // A clock that runs ahead must not lock out every later message of the same record.
    private static DateTimeOffset EventTime(Scope scope)
    {
        var received = scope.Context.ReceivedAt.ToUniversalTime();
        var msh = Hl7Timestamp.Read(scope.Message.Segments[0][7], scope.Context.DefaultOffset);
        var said = msh.IsOk ? msh
            : scope.Message.First("EVN") is { } evn ? Hl7Timestamp.Read(evn[2], scope.Context.DefaultOffset)
            : msh;
        return said.IsOk && said.Value.Value < received ? said.Value.Value.ToUniversalTime() : received;
    }
}
