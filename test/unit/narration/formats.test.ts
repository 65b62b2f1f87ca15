/** Documents of each format are read without their markup. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { speakableText } from '../../../src/core/narration/speakable.ts';

const linesOf = (text: string, languageId: string): readonly string[] =>
  speakableText(text, languageId).split('\n');

test('HTML', () => {
  const page = `<!doctype html>
<html><head><title>No</title><style>p { color: red }</style></head>
<body>
  <!-- nothing -->
  <nav><a href="/">Home</a></nav>
  <h1>The <em>quay</em></h1>
  <p class="a > b">A small
     harbour &amp; two piers&#8230; R&D&nbsp;wins<br>Next line, <code>npm i</code>.
  <script type="module">let a = 1 < 2;</script>
  <ul><li>First</li><li>Depth: ten metres<li>Last!</ul>
  <pre><code>rm -rf /</code> more</pre>
  <table><tr><td>calm</td><td>3</td></tr></table>
  <img src="a.png" alt="boat"><p>End.</p>
</body></html>`;
  assert.deepEqual(linesOf(page, 'html'), [
    'The quay.',
    'A small harbour & two piers… R&D wins',
    'Next line,.',
    'First.',
    'Depth – ten metres.',
    'Last!',
    'calm.',
    '3.',
    'End.',
  ]);
});

test('AsciiDoc', () => {
  const page = `= The Quay
Ada Author <ada@example.org>
:toc: left
:!numbered:

// nothing
[#start]
== The *first* pier

A https://example.org[small] *harbour*, see <<end,the end>> and
xref:b.adoc[another page]. It has {count} \`code\` snake_case.

[source,ruby]
----
puts 1
----

.Steps
* one
** Depth: ten
. two!

NOTE: Mind the gap.

image::boat.png[A boat]
Crane:: It lifts.

|===
|Sea |Wind
|calm |3
|===

....
literal
....
`;
  assert.deepEqual(linesOf(page, 'asciidoc').slice(2), [
    'The first pier.',
    'A small harbour, see the end and another page. It has snake_case.',
    'Steps.',
    'one.',
    'Depth – ten.',
    'two!',
    'Note. Mind the gap.',
    'Crane. It lifts.',
    'Sea, Wind.',
    'calm, 3.',
  ]);
  assert.equal(linesOf(page, 'asciidoc')[0], 'The Quay.');
});

test('reStructuredText', () => {
  const page = `.. _start:

========
The Quay
========

:author: Ada

A \`small <https://example.org>\`_ **harbour** with
:ref:\`two piers <piers>\` and \`\`code\`\` snake_case [1]_ link_.

First pier
----------

.. note:: Mind
   the gap.

.. code-block:: python

   print(1)

   print(2)

.. image:: boat.png
   :alt: A boat

.. A comment
   that goes on

- one
- Depth: ten
#. two!

Like this::

   literal text

   more

Back again.

+------+------+
| calm | 3    |
+------+------+
`;
  assert.deepEqual(linesOf(page, 'restructuredtext'), [
    'The Quay.',
    'A small harbour with two piers and snake_case link.',
    'First pier.',
    'Mind the gap.',
    'one.',
    'Depth – ten.',
    'two!',
    'Like this:',
    'Back again.',
    'calm, 3.',
  ]);
});
