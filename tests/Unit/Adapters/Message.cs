using IntegrationHub.Adapters;
using IntegrationHub.Contracts;
using IntegrationHub.Hl7v2;

namespace IntegrationHub.Unit.Adapters;

/// <summary>Small messages for one question each.</summary>
internal static class Message
{
    public const string Pid = "PID|1||1^^^^MR||测试||1980|M";

    public static string Header(string @event) => $"MSH|^~\\&|LIS|COUNTY01|HUB|HUB|20260302100000||{@event}|M1|P|2.5.1";

    /// <summary>A report with these OBX segments.</summary>
    public static string Report(params string[] obx) =>
        string.Join('\r', [Header("ORU^R01"), Pid, "OBR|1||F1|P^Panel|||20260302090000||||||||||||||||||F", .. obx]);

    public static Result<Conversion> Convert(string text, Func<ConversionContext, ConversionContext>? with = null)
    {
        var context = Samples.Context("county");
        return Hl7Converter.Convert(Hl7Message.Parse(text).Value, with?.Invoke(context) ?? context);
    }

    public static Conversion ConvertWith(ChannelMap map, params string[] segments) =>
        Convert(string.Join('\r', segments), c => c with { Map = map }).Value;

    public static IReadOnlyList<T> All<T>(this Conversion conversion)
        where T : Hl7.Fhir.Model.Resource => [.. conversion.Bundle.Entry.Select(e => e.Resource).OfType<T>()];

    public static T The<T>(this Conversion conversion)
        where T : Hl7.Fhir.Model.Resource => conversion.All<T>().Single();
}
