using System.Text;
using IntegrationHub.Adapters;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Adapters;

/// <summary>
/// Every sample converts to exactly the bundle beside it, with exactly the account beside it. <c>HUB_ACCEPT=1</c>
/// writes both anew; read them with your own eyes before you commit.
/// </summary>
public sealed class GoldenCaseTests
{
    public static TheoryData<string> Cases => [.. Samples.Cases];

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_sample_converts_to_the_bundle_and_the_account_beside_it(string @case)
    {
        var message = Samples.Read(@case);
        var conversion = Hl7Converter.Convert(message, Samples.Context(message)).Value;

        Compare(@case, "out.bundle.json", FhirJson.SerializePretty(conversion.Bundle) + "\n");
        Compare(@case, "out.account.txt", Account(conversion));
    }

    private static string Account(Conversion conversion)
    {
        var text = new StringBuilder()
            .Append("urgency ").Append(conversion.Urgency).Append('\n')
            .Append("event at ").Append(conversion.EventAt.ToString("O")).Append('\n');
        foreach (var warning in conversion.Warnings)
            text.Append("warning ").Append(warning).Append('\n');
        foreach (var path in conversion.Unread)
            text.Append("unread ").Append(path).Append('\n');
        return text.ToString();
    }

    private static void Compare(string @case, string name, string actual)
    {
        var file = Path.Combine(Samples.His, @case, name);
        if (Environment.GetEnvironmentVariable("HUB_ACCEPT") == "1")
            File.WriteAllText(file, actual);
        Assert.Equal(File.ReadAllText(file), actual);
    }
}
