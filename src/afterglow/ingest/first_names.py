"""Common given names, to tell a column of people's names from one of diagnoses or sites."""

from __future__ import annotations

FIRST_NAMES = frozenset(
    """
    aaron abdul abigail adam adrian ahmed aisha alan albert alejandro alex alexander alexandra alice alicia alison
    allison amanda amber amelia amy ana anastasia andrea andreas andrew andy angela angelica anita ann anna anne annette
    anthony antonio april arthur ashley audrey aurora austin ava barbara beatrice ben benjamin bernard beth betty beverly
    bill bob bobby bradley brandon brenda brian bridget brittany bruce bryan caitlin calvin cameron carl carla carlos
    carol caroline carolyn catherine cecilia chad charles charlotte chelsea cheryl chloe chris christian christina
    christine christopher cindy claire clara clarence claudia colin connor corey courtney craig crystal curtis cynthia
    daisy dale dan dana daniel daniela danielle darren dave david dawn deborah debra dennis derek diana diane diego
    dominic donald donna doris dorothy douglas duncan dylan earl eddie edith edward eileen elaine eleanor elena eli
    elias elijah elizabeth ella ellen emily emma eric erica erik erin ernest ethan eugene eva evan evelyn fatima felix
    fiona florence frances francis francisco frank fred frederick gabriel gabriela gary gavin gemma george gerald
    gertrude gilbert gina giovanni gloria gordon grace graham grant greg gregory gustavo hannah hans harold harriet harry
    harvey hassan heather hector helen helena henry herbert holly howard hugo hussein ian ibrahim imogen ingrid irene
    irma isaac isabel isabella isla ivan jack jackie jackson jacob jacqueline jaime jake james jamie jan jane janet
    janice jared jasmine jason javier jay jean jeff jeffrey jennifer jenny jeremy jerome jerry jesse jessica jesus jill
    jim jimmy joan joann joanna joanne joe joel johan johanna john johnny jonathan jordan jorge jose joseph josephine
    joshua joyce juan juanita judith judy julia julian julie june justin karen karin karl kate katherine kathleen
    kathryn kathy katie kayla keith kelly ken kenneth kerry kevin kim kimberly kirsten klaus kristen kristin kurt kyle
    lance larry lars laura lauren laurie lawrence leah lee leo leon leonard leroy leslie lewis liam lillian linda lisa
    logan lois lorenzo lori louis louise lucas lucia lucy luis luke lydia lynn mackenzie madison malik marcia marco
    marcus margaret margarita maria mariam marie marilyn mario marion marissa marjorie mark marlene marta martha martin
    marvin mary mateo matthew maureen maurice max maya megan mehmet melanie melinda melissa melvin mercedes mia michael
    michele michelle miguel mike mildred milton miriam mitchell mohamed mohammad mohammed molly monica monika morgan
    muhammad nancy naomi natalia natalie natasha nathan nathaniel neil nicholas nicola nicolas nicole nigel nina noah
    nora norma norman nuria olga oliver olivia omar oscar otto owen pablo paige pamela patricia patrick paul paula
    pauline pedro peggy penelope peter petra philip phillip phoebe phyllis pierre priya rachel rafael raj ralph ramon
    randy raul ray raymond rebecca regina renee ricardo richard rick riley rita robert roberta roberto robin rodney
    roger roland ron ronald rosa rosemary roxanne roy ruben ruby russell ruth ryan sabine sally sam samantha samuel
    sandra sara sarah saul scott sean sebastian sergio seth shane shannon sharon shaun shawn sheila shelby shirley
    sidney silvia simon simone sofia sonia sophia sophie stacey stacy stanley stefan stella stephanie stephen steve
    steven stewart stuart sue susan suzanne svetlana sylvia tamara tammy tanya tara taylor ted teresa terry thelma
    theodore theresa thomas tiffany tim timothy tina todd tom tommy toni tony tracey tracy travis trevor troy tyler
    uwe valerie vanessa vera verónica veronica vicki victor victoria vincent viola violet virginia vivian vladimir
    walter wanda warren wayne wendy wesley wilhelm will william willie winifred wolfgang xavier yasmin yolanda yusuf
    yvette yvonne zachary zoe zoë
    """.split()
)
