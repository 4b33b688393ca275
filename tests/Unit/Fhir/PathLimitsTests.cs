using System.Diagnostics;
using Hl7.Fhir.Model;
using IntegrationHub.Contracts;
using IntegrationHub.Fhir;
using Xunit;

namespace IntegrationHub.Unit.Fhir;

/// <summary>FHIRPath from outside: refused before it is compiled when it could cost too much.</summary>
public sealed class PathLimitsTests
{
    public static TheoryData<string, bool> Sizes => new()
    {
        { "name." + new string('a', PathLimits.Length - 6), true },
        { "name." + new string('a', PathLimits.Length - 5), true },
        { "name." + new string('a', PathLimits.Length - 4), false },
        { Nested(PathLimits.Nesting - 1), true },
        { Nested(PathLimits.Nesting), true },
        { Nested(PathLimits.Nesting + 1), false },
        { new string('-', PathLimits.Operators - 1) + "1", true },
        { new string('-', PathLimits.Operators) + "1", true },
        { new string('-', PathLimits.Operators + 1) + "1", false },
    };

    [Theory]
    [MemberData(nameof(Sizes))]
    public void Length_nesting_and_operators_have_limits(string path, bool taken) =>
        Assert.Equal(taken, PathLimits.Refusal(path, "at") is null);

    [Theory]
    [InlineData("Patient.name.where(family.matches('^(a+)+$')).given")]
    [InlineData("Patient.name.family.replaceMatches('(a+)+','b')")]
    [InlineData("Patient.descendants().where($this is string)")]
    [InlineData("Patient.repeat(children())")]
    [InlineData("Patient.identifier.where(%resource.identifier.where(%resource.identifier.exists()).exists())")]
    [InlineData("Patient.identifier.aggregate($total + 1, 0)")]
    [InlineData("Patient.name.where((given | family | text).exists())")]
    [InlineData("Patient.name.where(/* 'no' */ matches('a'))")]
    [InlineData("Patient.name.where(`matches`('a'))")]
    [InlineData("Patient.name.matches ('a')")]
    public void What_could_cost_too_much_is_refused(string path)
    {
        var refusal = PathLimits.Refusal(path, "at");

        Assert.Equal((HubErrorCode.LimitExceeded, "at"), (refusal?.Code, refusal?.Path));
    }

    [Theory]
    [InlineData("Patient.name[0].given.first()")]
    [InlineData("Patient.name.where(use = 'official' and family.startsWith('(matches(')).exists()")]
    [InlineData("Patient.extension('http://x.test/a%20b/**/').value.ofType(string)")]
    [InlineData("%resource.name")]
    [InlineData("(Patient.deceased as boolean)")]
    public void What_paths_need_is_taken(string path) => Assert.Null(PathLimits.Refusal(path, "at"));

    [Fact]
    public void A_definition_of_a_megabyte_of_brackets_is_refused_at_once()
    {
        foreach (var bomb in new[]
        {
            new string('(', 500_000) + new string(')', 500_000), "Patient." + new string(' ', 1_000_000) + "x",
            "Patient.name" + string.Concat(Enumerable.Repeat(".where(", 100_000)),
        })
        {
            var started = Stopwatch.GetTimestamp();
            var read = SearchParameterInfo.TryMake(new SearchParameter
            {
                Code = "bomb",
                Url = "http://x.test/bomb",
                Type = SearchParamType.String,
                Base = [ResourceType.Patient],
                Expression = bomb,
            });

            Assert.Contains(read.Errors, e => e.Code == HubErrorCode.LimitExceeded);
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(2));
        }
    }

    private static string Nested(int depth) =>
        "name" + string.Concat(Enumerable.Repeat(".where(use", depth)) + new string(')', depth);
}
