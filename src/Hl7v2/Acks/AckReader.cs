using IntegrationHub.Contracts;

namespace IntegrationHub.Hl7v2;

/// <summary>Reads MSA and ERR of an answer.</summary>
internal static class AckReader
{
    public static Result<AckReply> Read(Hl7Message message)
    {
        if (message.First("MSA") is not { } msa)
            return new HubError(
                HubErrorCode.DeliveryRefused, "The answer has no MSA: it is no acknowledgement.", "MSA");
        if (!Enum.TryParse<AckCode>(msa[1].Text.Trim(), ignoreCase: true, out var code)
            || !Enum.IsDefined(code) || char.IsDigit(msa[1].Text[0]))
            return new HubError(
                HubErrorCode.DeliveryRefused, "MSA-1 of the answer is none of AA, AE, AR, CA, CE, CR.", "MSA-1");
        var errors = message.All("ERR");
        return new AckReply
        {
            Code = code,
            ControlId = msa[2].Text,
            Text = msa[3].TextOrNull
                ?? errors.Select(e => e[8].TextOrNull ?? e[7].TextOrNull).FirstOrDefault(t => t is not null),
            Errors = [.. errors.Select(Error)],
        };
    }

    private static HubError Error(Hl7Segment err)
    {
        var old = err[3].IsAbsent; // before 2.5: all in ERR-1
        var condition = old ? err[1][4].SubComponent(1).TextOrNull : err[3][1].TextOrNull;
        var name = ErrorConditions.NameOf(condition);
        return new(
            HubErrorCode.DeliveryRefused,
            name is null
                ? "The receiving system names an error of its own."
                : $"The receiving system says {condition}: {name}.",
            Location(err[old ? 1 : 2], isOld: old));
    }

    // ERL: segment, sequence, field, repetition, component, sub-component. ELD ends after the field.
    private static string? Location(Hl7Value where, bool isOld)
    {
        if (where[1].TextOrNull is not { Length: 3 } segment)
            return null;
        var path = new Hl7Path(
            segment, Number(where[2]), Number(where[3]),
            isOld ? 0 : Number(where[4]), isOld ? 0 : Number(where[5]), isOld ? 0 : Number(where[6]));
        return Hl7Path.Read(path.ToString()).IsOk ? path.ToString() : null;
    }

    private static int Number(Hl7Value value) => int.TryParse(value.Text, out var number) && number > 0 ? number : 0;
}
