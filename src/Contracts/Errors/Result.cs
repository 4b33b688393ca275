using System.Diagnostics.CodeAnalysis;

namespace IntegrationHub.Contracts;

/// <summary>A value, or every reason why there is none. Expected failures travel here, never as exceptions.</summary>
/// <typeparam name="T">The value on success.</typeparam>
public readonly struct Result<T>
{
    private readonly T? value;
    private readonly IReadOnlyList<HubError>? errors;

    private Result(T? value, IReadOnlyList<HubError>? errors) => (this.value, this.errors) = (value, errors);

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(true, nameof(value))]
    public bool IsOk => errors is null;

    /// <summary>The value; reading it from a failure is a bug.</summary>
    public T Value => errors is null
        ? value!
        : throw new InvalidOperationException("A failed result has no value: " + string.Join("; ", errors));

    /// <summary>All reasons at once; empty on success.</summary>
    public IReadOnlyList<HubError> Errors => errors ?? [];

    /// <summary>The value when there is one; otherwise <paramref name="failures"/> receives the reasons.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T result, out IReadOnlyList<HubError> failures)
    {
        (result, failures) = (value, Errors);
        return IsOk;
    }

    /// <summary>Transforms the value, or passes the reasons on.</summary>
    public Result<TNext> Then<TNext>(Func<T, Result<TNext>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return errors is null ? next(value!) : Result<TNext>.Failed(errors);
    }

    /// <summary>A failure with at least one reason.</summary>
    [SuppressMessage("Design", "CA1000", Justification = "Named constructor, read as Result<T>.Failed(...).")]
    public static Result<T> Failed(IReadOnlyList<HubError> errors)
    {
        ArgumentNullException.ThrowIfNull(errors);
        return errors.Count > 0
            ? new(default, errors)
            : throw new ArgumentException("A failure needs a reason.", nameof(errors));
    }

    /// <summary>Wraps a value.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Result<T>.Failed and the value itself are the alternates.")]
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps one reason.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "Result<T>.Failed is the alternate.")]
    public static implicit operator Result<T>(HubError error) => new(default, [error]);
}
