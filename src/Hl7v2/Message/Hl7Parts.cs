using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace IntegrationHub.Hl7v2;

/// <summary>The repetitions, components or sub-components of a value, found while they are walked.</summary>
/// <remarks><c>foreach</c> does not allocate and is linear; the indexer is 0-based and searches from the
/// start.</remarks>
[SuppressMessage("Performance", "CA1815", Justification = "Walked, not compared.")]
[SuppressMessage("Naming", "CA1710", Justification = "Parts says it.")]
public readonly struct Hl7Parts : IReadOnlyList<Hl7Value>
{
    private readonly Hl7Value whole;
    private readonly bool splits; // false: the value is its own only part
    private readonly char separator; // NUL when the message declares none

    internal Hl7Parts(Hl7Value whole, bool splits, char separator) =>
        (this.whole, this.splits, this.separator) = (whole, splits, separator);

    /// <summary>0 for an absent value.</summary>
    public int Count => whole.IsAbsent ? 0 : !splits || separator == '\0' ? 1 : Text.Count(separator) + 1;

    /// <summary>The part at this 0-based index, as in every list.</summary>
    public Hl7Value this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            foreach (var part in this)
            {
                if (index-- == 0)
                    return part;
            }
            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    private ReadOnlySpan<char> Text =>
        whole.Segment is null ? default : whole.Segment.Message.Text.AsSpan(whole.Start, whole.End - whole.Start);

    /// <summary>Walks the parts in order.</summary>
    public Enumerator GetEnumerator() => new(whole, splits, separator);

    IEnumerator<Hl7Value> IEnumerable<Hl7Value>.GetEnumerator() => GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>Walks the parts in order.</summary>
    [SuppressMessage("Design", "CA1034", Justification = "The usual shape of a struct enumerator.")]
    [SuppressMessage("Performance", "CA1815", Justification = "Walked, not compared.")]
    public struct Enumerator : IEnumerator<Hl7Value>
    {
        private readonly Hl7Value whole;
        private readonly bool splits;
        private readonly char separator;
        private int next;
        private int number;

        internal Enumerator(Hl7Value whole, bool splits, char separator)
        {
            (this.whole, this.splits, this.separator) = (whole, splits, separator);
            Reset();
        }

        /// <inheritdoc />
        public Hl7Value Current { get; private set; }

        readonly object IEnumerator.Current => Current;

        /// <inheritdoc />
        public bool MoveNext()
        {
            if (next > whole.End || whole.Segment is null)
                return false;
            number++;
            var rest = whole.Segment.Message.Text.AsSpan(next, whole.End - next);
            var length = !splits || separator == '\0' ? -1 : rest.IndexOf(separator);
            var end = length < 0 ? whole.End : next + length;
            Current = splits ? whole.Child(next, end, number) : whole;
            next = length < 0 ? int.MaxValue : end + 1;
            return true;
        }

        /// <inheritdoc />
        public void Reset() => (next, number) = (whole.IsAbsent ? int.MaxValue : whole.Start, 0);

        /// <inheritdoc />
        public readonly void Dispose()
        {
        }
    }
}
