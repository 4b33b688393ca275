using System.Globalization;
using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>Writes one acknowledgement in the dialect (separators, version, charset) of the message it
/// answers.</summary>
internal sealed class AckWriter(Hl7Message? message)
{
    private const int MostErrors = 100; // ERR segments of one answer
    private const string OurApplication = "INTEGRATIONHUB";
    private const string OurVersion = "2.5.1";

    private readonly Hl7MessageBuilder ack = new(
        message?.Separators is { IsComplete: true } theirs ? theirs : Hl7Separators.Usual);
    private readonly Version version = ReadVersion(message?.Header.Version);

    public string Write(AckCode code, IReadOnlyList<HubError> errors, string controlId, DateTimeOffset now)
    {
        WriteHeader(controlId, now);
        var msa = ack.Add("MSA").Set(1, code.ToString());
        if (message is not null)
            msa.SetRaw(2, Source(10));
        if (errors.Count > 0)
            msa.Set(3, errors[0].Text);
        foreach (var error in errors.Take(MostErrors))
            WriteError(error);
        return ack.ToString();
    }

    private void WriteHeader(string controlId, DateTimeOffset now)
    {
        var header = ack.Header;
        if (message is null)
            header.Set(3, OurApplication);
        else
            header.SetRaw(3, Source(5)).SetRaw(4, Source(6)).SetRaw(5, Source(3)).SetRaw(6, Source(4));
        header.Set(7, Hl7Timestamp.ToSecond(now).ToString());
        WriteType(header);
        header.Set(10, controlId);
        Echo(header, 11, otherwise: "P");
        Echo(header, 12, otherwise: OurVersion);
        Echo(header, 18, otherwise: null);
    }

    private void Echo(Hl7SegmentBuilder header, int field, string? otherwise)
    {
        if (Source(field) is { Length: > 0 } raw)
            header.SetRaw(field, raw);
        else if (otherwise is not null)
            header.Set(field, otherwise);
    }

    // ACK alone up to 2.2, with the trigger from 2.3, with the structure from 2.4.
    private void WriteType(Hl7SegmentBuilder header)
    {
        var trigger = message?.Header.TriggerEvent;
        if (version < new Version(2, 3))
            header.Set(9, "ACK");
        else if (version < new Version(2, 4))
            header.Set(9, "ACK", trigger);
        else
            header.Set(9, "ACK", trigger, "ACK");
    }

    private void WriteError(HubError error)
    {
        var (code, name) = ErrorConditions.Of(error);
        var err = ack.Add("ERR");
        if (error.Path is not null && Hl7Path.Read(error.Path) is { IsOk: true } read)
            WriteLocation(err, read.Value, code, name);
        else if (version < new Version(2, 5))
            err.Set("1.4.1", code).Set("1.4.2", name).Set("1.4.3", "HL70357");
        err.Set(3, code, name, "HL70357")
            .Set(4, "E")
            .Set(5, error.Code.ToString(), null, "99HUB")
            .Set(7, error.ToString())
            .Set(8, error.Text);
    }

    // ERR-2 (ERL) from 2.5; ERR-1 (ELD) before.
    private void WriteLocation(Hl7SegmentBuilder err, Hl7Path path, string code, string name)
    {
        var (occurrence, field) = (Text(Math.Max(path.Occurrence, 1)), Text(path.Field));
        if (version < new Version(2, 5))
        {
            err.Set(1, path.Segment, occurrence, field)
                .Set("1.4.1", code).Set("1.4.2", name).Set("1.4.3", "HL70357");
            return;
        }
        err.Set(
            2, path.Segment, occurrence, field, path.Field == 0 ? null : Text(Math.Max(path.Repetition, 1)),
            Text(path.Component), Text(path.SubComponent));
    }

    private string Source(int field)
    {
        if (message is null)
            return "";
        var value = message.Segments[0][field];
        var raw = message.Separators == ack.Separators ? value.Raw : Hl7Escapes.Escape(value.Text, ack.Separators);
        return raw.AsSpan().ContainsAnyInRange('\0', '\u001F') ? "" : raw;
    }

    private static string? Text(int number) => number == 0 ? null : number.ToString(CultureInfo.InvariantCulture);

    private static Version ReadVersion(string? text) =>
        Version.TryParse(text is { Length: > 0 } ? text : OurVersion, out var version) ? version : new(OurVersion);
}
